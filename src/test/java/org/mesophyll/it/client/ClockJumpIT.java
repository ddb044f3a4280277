package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItSettings;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.TestServer;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.JsonRpcSession;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.launcher.ServerProcess;
import org.mesophyll.launcher.ServerSpec;
import org.mesophyll.protocol.TenantId;

/**
 * Moves the wall clock of a running master an hour ahead, and two back (G13). Needs Debian's package faketime, and runs only when asked
 * for: {@code -Dit.test=ClockJumpIT -Dmesophyll.it.faketime=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1}.
 */
class ClockJumpIT {
    private static final String LIBRARY = System.getProperty("mesophyll.it.faketime", "");
    private static final int WORKER = 5;
    private static final int LATE_WORKER = 6;
    private static final int MADE_WORKER = 70;
    private static final int DISPATCHES = 200;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Test
    void dispatches_heartbeats_jobs_and_tokens_do_not_notice_that_the_clock_jumps()
            throws IOException, InterruptedException {
        assumeThat(LIBRARY).as("the path of libfaketime").isNotEmpty();
        Path clock = Files.createTempFile("mesophyll-clock", null);
        Files.writeString(clock, "+0");
        ServerSpec spec = TestServer.spec("clock", ItSettings.clientPort() + 4)
                .withEnvironment("MESOPHYLL_TOKEN_GRACE", "PT10M")
                .withEnvironment("LD_PRELOAD", LIBRARY)
                .withEnvironment("FAKETIME_TIMESTAMP_FILE", clock.toString())
                .withEnvironment("FAKETIME_NO_CACHE", "1")
                .withEnvironment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .withEnvironment("DONT_FAKE_MONOTONIC", "1");
        ServerProcess server = ServerProcess.start(spec);
        try {
            server.awaitReady(READY_LIMIT);
            assertNothingNotices(spec, clock);
        } finally {
            server.close();
        }
    }

    private static void assertNothingNotices(ServerSpec spec, Path clock) throws IOException, InterruptedException {
        Operator operator = Operator.of(spec.url());
        String old = operator.post("workers", "{\"id\":" + MADE_WORKER + "}")
                .object()
                .getString("token");
        String fresh = operator.call("POST", "workers/" + MADE_WORKER + "/token")
                .object()
                .getString("token");
        try (TestWorker worker = TestWorker.connect(
                        webSocket(spec, WORKER, ItTokens.worker(WORKER)), TestWorker.Behaviour.ECHO);
                JsonRpcSession session = JsonRpcSession.open(spec.url())) {
            for (String offset : List.of("+3600", "-3600", "+0")) {
                String job = createJob(session);
                Files.writeString(clock, offset);
                Duration longest = dispatchAll(operator);
                assertThat(worker.closed()).isNotDone();
                assertThat(runs(spec, session, job)).isEqualTo("late");
                for (String token : List.of(old, fresh)) {
                    TestWorker.connect(webSocket(spec, MADE_WORKER, token), TestWorker.Behaviour.ECHO)
                            .close();
                }
                String seen = session.call("job.get", "[\"" + job + "\"]")
                        .getJsonObject("result")
                        .getString("ended_at");
                System.out.println("clock " + offset + " s: " + DISPATCHES + " dispatches answered, the slowest in "
                        + longest.toMillis() + " ms; the worker stayed, the job ended (dated " + seen
                        + "), both tokens passed");
            }
        }
    }

    /** Dispatches for longer than three heartbeat intervals, and returns how long the slowest took. */
    private static Duration dispatchAll(Operator operator) {
        Duration longest = Duration.ZERO;
        long began = System.nanoTime();
        int done = 0;
        while (done < DISPATCHES
                || System.nanoTime() - began
                        < TestServer.HEARTBEAT.multipliedBy(4).toNanos()) {
            long sent = System.nanoTime();
            HttpReply reply = operator.dispatchText(TENANT, "a", TIMEOUT).join();
            assertThat(reply.status()).isEqualTo(200);
            Duration took = Duration.ofNanos(System.nanoTime() - sent);
            longest = took.compareTo(longest) > 0 ? took : longest;
            done++;
        }
        return longest;
    }

    private static String createJob(JsonRpcSession session) throws InterruptedException {
        return session.call(
                        "job.create",
                        "{\"tenant\":\"" + Tenants.guildOf(LATE_WORKER, 1)
                                + "\",\"script\":\"late\",\"timeout\":600000}")
                .getJsonObject("result")
                .getString("job");
    }

    /** Lets the job's worker come, and returns what the job brings. */
    private static String runs(ServerSpec spec, JsonRpcSession session, String job) throws InterruptedException {
        try (TestWorker late = TestWorker.connect(
                webSocket(spec, LATE_WORKER, ItTokens.worker(LATE_WORKER)), TestWorker.Behaviour.ECHO)) {
            String result =
                    session.call("job.result", "[\"" + job + "\",30000]").getString("result");
            assertThat(late.closed()).isNotDone();
            return result;
        }
    }

    private static URI webSocket(ServerSpec spec, int id, String token) {
        return URI.create("ws://" + spec.url().getAuthority() + "/ws?id=" + id + "&token=" + token);
    }
}
