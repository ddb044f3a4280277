package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.TenantId;

/** Wherever the stream breaks, a dispatch runs at most once and its caller hears of it, long before the deadline (G2). */
@WithMaster
class CutStreamIT {
    private static final int WORKER = 53;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final int LONGER_THAN_ANY_FRAME_HERE = 1_000;

    private final Running master;
    private final Operator operator;

    CutStreamIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @Test
    void a_request_that_breaks_off_at_any_byte_is_lost_at_once_and_never_run_twice() throws IOException {
        int bytes = firstThatPasses(CuttingProxy::cutToWorkerAfter);

        assertThat(bytes).isGreaterThan(30);
    }

    @Test
    void an_answer_that_breaks_off_at_any_byte_is_lost_at_once() throws IOException {
        int bytes = firstThatPasses(CuttingProxy::cutToMasterAfter);

        assertThat(bytes).isGreaterThan(20);
    }

    /** Cuts behind every byte, from none, until the dispatch is answered all the same; returns behind how many that was. */
    private int firstThatPasses(BiConsumer<CuttingProxy, Integer> cutAfter) throws IOException {
        for (int bytes = 0; bytes < LONGER_THAN_ANY_FRAME_HERE; bytes++) {
            if (isAnswered(cutAfter, bytes)) {
                return bytes;
            }
        }
        throw new AssertionError("the dispatch is longer than " + LONGER_THAN_ANY_FRAME_HERE + " bytes");
    }

    private boolean isAnswered(BiConsumer<CuttingProxy, Integer> cutAfter, int bytes) throws IOException {
        AtomicInteger runs = new AtomicInteger();
        try (CuttingProxy proxy = CuttingProxy.before(master.url())) {
            TestWorker worker = TestWorker.connect(webSocket(proxy), request -> {
                runs.incrementAndGet();
                return Optional.of(new DispatchResult.Ok(TestWorker.echo(request)));
            });
            cutAfter.accept(proxy, bytes);
            long start = System.nanoTime();
            HttpReply reply = operator.dispatchText(TENANT, "cut", TIMEOUT).join();
            worker.cut();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("cut behind byte %d", bytes)
                    .isLessThan(AT_ONCE);
            assertThat(runs.get()).as("runs, cut behind byte %d", bytes).isLessThanOrEqualTo(1);
            if (reply.status() == 200) {
                assertThat(reply.object().getJsonObject("value").getString("Text"))
                        .isEqualTo("cut");
                return true;
            }
            assertThat(proxy.hasCut()).isTrue();
            assertThat(reply.status()).as("cut behind byte %d", bytes).isIn(502, 503);
            return false;
        }
    }

    private static URI webSocket(CuttingProxy proxy) {
        return URI.create("ws://" + proxy.authority() + "/ws?id=" + WORKER + "&token=" + ItTokens.worker(WORKER));
    }
}
