package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** A worker that does not read is seen as backpressure, costs a bounded memory, slows nobody, and is cut (G6). */
@WithMaster
class SlowReaderIT {
    private static final int NOT_READING = 44;
    private static final int READING = 45;
    private static final int SMALL_BUFFER = 4096;
    private static final int PAYLOAD = 700_000;
    private static final int MOST_SENDS = 400;
    private static final double OUTBOX_BOUND = 8.0 * 1024 * 1024;

    private final Running master;
    private final Operator operator;

    SlowReaderIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @Test
    void a_worker_that_does_not_read_is_refused_more_and_then_cut_while_others_are_served()
            throws IOException, MalformedMessageException {
        TenantId slow = Tenants.guildOf(NOT_READING, 1);
        TenantId quick = Tenants.guildOf(READING, 1);
        String large = "{\"event\":{\"name\":\"Large\",\"data\":{\"raw\":\"" + "x".repeat(PAYLOAD) + "\"}}}";
        try (RawWebSocket worker =
                        RawWebSocket.open(master.webSocket(NOT_READING, ItTokens.worker(NOT_READING)), SMALL_BUFFER);
                TestWorker other = TestWorker.connect(master, READING, TestWorker.Behaviour.ECHO)) {
            worker.read();
            HttpReply refused = sendUntilRefused(worker, slow, large);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(operator.metric("mesophyll_outbox_bytes")).isLessThanOrEqualTo(OUTBOX_BOUND + PAYLOAD);
            HttpReply answered = operator.dispatchText(quick, "still here", Duration.ofSeconds(5))
                    .join();
            assertThat(answered.status()).isEqualTo(200);
            assertThat(other.waiting()).isPositive();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                worker.beat();
                return operator.get("workers/" + NOT_READING).text().contains("\"connected\":false");
            });
            assertThat(operator.metric("mesophyll_outbox_bytes")).isLessThan(PAYLOAD);
        }
    }

    private HttpReply sendUntilRefused(RawWebSocket worker, TenantId tenant, String event) throws IOException {
        HttpReply reply = operator.post(Operator.path(tenant, "dispatch-without-answer"), event);
        for (int sends = 1; sends < MOST_SENDS && reply.status() == 202; sends++) {
            worker.beat();
            reply = operator.post(Operator.path(tenant, "dispatch-without-answer"), event);
        }
        return reply;
    }
}
