package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItSettings;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp2;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.launcher.ServerKind;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.value.Value;

/** A request may run for longer than its connection may be silent (G16). */
@WithMaster
class LongRequestIT {
    private static final int WORKER = 62;
    private static final Executor AFTER_13_SECONDS = CompletableFuture.delayedExecutor(13, TimeUnit.SECONDS);

    private final Running master;

    LongRequestIT(Running master) {
        this.master = master;
    }

    @Test
    void a_dispatch_by_http_2_whose_worker_takes_13_seconds_is_answered() throws Exception {
        try (TestWorker worker = TestWorker.connect(master, WORKER, TestWorker.Behaviour.SILENT);
                RawHttp2 connection = RawHttp2.connect(master.url())) {
            dispatch(connection);
            ServerMessage request = worker.next();
            AFTER_13_SECONDS.execute(() -> worker.answer(
                    TestWorker.requestId(request).orElseThrow(), new DispatchResult.Ok(Value.of("late"))));

            assertThat(connection.readStatus(1)).isEqualTo(200);

            if (ItSettings.serverKind() == ServerKind.PAYARA) { // WildFly has no bound for silent connections of HTTP/2
                long answered = System.nanoTime();
                connection.socket().getInputStream().readAllBytes(); // fails after 20 s
                assertThat(Duration.ofNanos(System.nanoTime() - answered)).isLessThan(Duration.ofSeconds(12));
            }
        }
    }

    private static void dispatch(RawHttp2 connection) throws IOException {
        String path = "/api/v1/" + Operator.path(Tenants.guildOf(WORKER, 2), "dispatch");
        String event = Operator.event("{\"value\":{\"Text\":\"x\"}}", Duration.ofSeconds(18));
        connection.request(
                1,
                true,
                "POST",
                path,
                "authorization",
                "Bearer " + ItTokens.OPERATOR,
                "content-type",
                "application/json");
        connection.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, event.getBytes(StandardCharsets.UTF_8));
    }
}
