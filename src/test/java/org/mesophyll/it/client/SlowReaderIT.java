package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.StalledWorker;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** A worker that does not read is seen as backpressure, costs a bounded memory, slows nobody, and is cut (G6). */
@WithMaster
class SlowReaderIT {
    private static final int NOT_READING = 44;
    private static final int READING = 45;
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
        try (StalledWorker worker = StalledWorker.connect(master, NOT_READING);
                TestWorker other = TestWorker.connect(master, READING, TestWorker.Behaviour.ECHO)) {
            HttpReply refused = worker.sendUntilRefused(operator, slow);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(operator.metric("mesophyll_outbox_bytes"))
                    .isLessThanOrEqualTo(OUTBOX_BOUND + StalledWorker.PAYLOAD);
            HttpReply answered = operator.dispatchText(quick, "still here", Duration.ofSeconds(5))
                    .join();
            assertThat(answered.status()).isEqualTo(200);
            assertThat(other.waiting()).isPositive();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                worker.beat();
                return operator.get("workers/" + NOT_READING).text().contains("\"connected\":false");
            });
            assertThat(operator.metric("mesophyll_outbox_bytes")).isLessThan(StalledWorker.PAYLOAD);
        }
    }
}
