package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp2;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.TenantId;

/**
 * Abuse of HTTP/2 fails no dispatch and costs no worker (G15). The long form is tools/proofs/http2_abuse.py. */
@WithMaster
class Http2ProofsIT {
    private static final int WORKER = 62;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final int CONNECTIONS = 4;
    private static final int FRAMES = 2_000; // on each of them, unless the master ends it before
    private static final int DISPATCHES = 50;
    private static final byte[] CANCEL = {0, 0, 0, 8};
    private static final byte[] FRAGMENT = new byte[8 * 1024];

    private final Running master;

    Http2ProofsIT(Running master) {
        this.master = master;
    }

    private enum Abuse {
        /** Opens a stream and resets it at once, again and again (CVE-2023-44487). */
        RAPID_RESET {
            @Override
            void commit(RawHttp2 connection) throws IOException {
                for (int stream = 1; stream < 2 * FRAMES; stream += 2) {
                    connection.request(stream, false, "GET", "/api/v1/health/live");
                    connection.frame(RawHttp2.RST_STREAM, 0, stream, CANCEL);
                }
            }
        },
        /** Sends headers that do not end (CVE-2024-27316 and its kind). */
        CONTINUATION_FLOOD {
            @Override
            void commit(RawHttp2 connection) throws IOException {
                connection.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_STREAM,
                        1,
                        connection.head("GET", "/api/v1/health/live").toByteArray());
                for (int i = 0; i < FRAMES; i++) {
                    connection.frame(RawHttp2.CONTINUATION, 0, 1, FRAGMENT);
                }
            }
        };

        abstract void commit(RawHttp2 connection) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void abuse_fails_no_dispatch_and_loses_no_worker(Abuse abuse) throws IOException {
        Operator operator = Operator.of(master);
        ExecutorService attackers = Executors.newFixedThreadPool(CONNECTIONS);
        List<RawHttp2> connections = new ArrayList<>();
        List<CompletableFuture<Void>> attacks = new ArrayList<>();
        try (TestWorker worker = TestWorker.connect(master, WORKER, TestWorker.Behaviour.ECHO)) {
            double before = operator.metric("mesophyll_workers_connections_total");
            for (int i = 0; i < CONNECTIONS; i++) {
                RawHttp2 connection = RawHttp2.connect(master.url());
                connections.add(connection);
                attacks.add(CompletableFuture.runAsync(() -> commit(abuse, connection), attackers));
            }

            for (int i = 0; i < DISPATCHES; i++) {
                HttpReply answered = operator.dispatchText(TENANT, "dispatch " + i, Duration.ofSeconds(10))
                        .join();
                assertThat(answered.status()).as(answered.toString()).isEqualTo(200);
            }

            assertThat(worker.closed()).isNotDone();
            assertThat(operator.metric("mesophyll_workers_connections_total")).isEqualTo(before);
        } finally {
            for (RawHttp2 connection : connections) {
                connection.close(); // ends attackers whose writes wait
            }
            attackers.shutdown();
        }
        assertThat(attacks).allSatisfy(attack -> assertThat(attack).succeedsWithin(Duration.ofSeconds(20)));
    }

    private static void commit(Abuse abuse, RawHttp2 connection) {
        try {
            abuse.commit(connection);
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe|closed|abort).*");
        }
    }
}
