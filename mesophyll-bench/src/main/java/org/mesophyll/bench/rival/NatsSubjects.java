package org.mesophyll.bench.rival;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;

/** What both sides of NATS name alike. */
final class NatsSubjects {

    static final Duration FLUSH_LIMIT = Duration.ofSeconds(10);

    private NatsSubjects() {}

    static Connection connect(Setup setup) throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .server("nats://" + Setup.HOST + ":" + setup.port())
                .maxReconnects(0)
                .build());
    }

    static String ofRequests(int connection) {
        return "bench.request." + connection;
    }

    static String ofMessages(int connection) {
        return "bench.message." + connection;
    }

    static String ofAcknowledgements(int connection) {
        return "bench.acknowledgement." + connection;
    }
}
