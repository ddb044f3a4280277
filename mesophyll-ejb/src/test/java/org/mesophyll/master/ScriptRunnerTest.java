package org.mesophyll.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.logs.ScriptLine;
import org.mesophyll.master.registry.Handshake;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.master.scripts.ScriptAudit;
import org.mesophyll.master.scripts.ScriptOutcome;
import org.mesophyll.master.scripts.ScriptRun;
import org.mesophyll.master.scripts.ScriptRunner;
import org.mesophyll.master.scripts.ScriptTask;
import org.mesophyll.master.state.JobId;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

class ScriptRunnerTest {
    private static final WorkerId ZERO = new WorkerId(0);
    private static final TenantId TENANT = TenantId.guild(0);
    private static final String TOKEN = "a".repeat(32);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Master master = new Master(
            MasterSettings.from(new MapConfig(Map.of(
                    "mesophyll.worker-tokens", "0=" + TOKEN,
                    "mesophyll.close-deadline", "PT0.1S",
                    "mesophyll.tick-interval", "PT0.01S",
                    "mesophyll.scripts.max-waiting", "2"))),
            new MemoryTokenStore(),
            new NobodyToTell());
    private final ScriptRunner runner =
            new ScriptRunner(master.dispatcher(), master.arrivals(), new ScriptAudit(), System::nanoTime);

    @AfterEach
    void stop() {
        master.close();
    }

    @Test
    void brings_what_the_script_returned() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection worker = master.registry().connect(ZERO, wire);

        ScriptRun run = run(LONG);
        worker.onFrame(FakeWorkerWire.answer(wire.takeRequest(), "yes"));

        assertEnds(run, new ScriptOutcome.Returned(Value.of("yes")));
    }

    @Test
    void tells_what_a_script_did_wrong_from_what_a_worker_did_not_want() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection worker = master.registry().connect(ZERO, wire);
        ScriptError error = new ScriptError(ScriptError.Kind.RUNTIME, "it:3", "no", "it:3: in f");

        ScriptRun failed = run(LONG);
        worker.onFrame(FakeWorkerWire.refusal(wire.takeRequest(), error.text()));
        ScriptRun refused = run(LONG);
        worker.onFrame(FakeWorkerWire.refusal(wire.takeRequest(), "the tenant is being dropped"));

        assertEnds(failed, new ScriptOutcome.Failed(error));
        assertEnds(refused, new ScriptOutcome.Refused("the tenant is being dropped"));
    }

    @Test
    void runs_what_waits_when_its_worker_connects() {
        ScriptRun run = run(LONG);
        Awaitility.await().until(() -> master.arrivals().size() == 1);
        FakeWorkerWire wire = FakeWorkerWire.reading();

        WorkerConnection worker = master.registry().connect(ZERO, wire);
        worker.onFrame(FakeWorkerWire.answer(wire.takeRequest(), "late"));

        assertEnds(run, new ScriptOutcome.Returned(Value.of("late")));
        assertThat(master.arrivals().size()).isZero();
    }

    @Test
    void says_that_no_worker_came_in_time() {
        assertEnds(run(SHORT), new ScriptOutcome.NoWorker(ZERO, SHORT));
    }

    @Test
    void says_that_no_answer_came_in_time() {
        master.registry().connect(ZERO, FakeWorkerWire.reading());

        assertEnds(run(SHORT), new ScriptOutcome.TimedOut(SHORT));
    }

    @Test
    void refuses_to_let_more_wait_than_may() {
        run(LONG);
        run(LONG);
        Awaitility.await().until(() -> master.arrivals().size() == 2);

        ScriptRun third = run(LONG);

        assertEnds(third, new ScriptOutcome.Backpressure("2 requests wait for workers to connect, as many as may"));
    }

    @Test
    void a_cancel_ends_a_wait_and_a_request_and_what_is_between() {
        ScriptRun waiting = run(LONG);
        Awaitility.await().until(() -> master.arrivals().size() == 1);
        waiting.cancel();
        assertEnds(waiting, new ScriptOutcome.Cancelled());

        for (int i = 0; i < 100; i++) { // at whatever point of its way
            ScriptRun atOnce = run(LONG);
            atOnce.cancel();
            assertEnds(atOnce, new ScriptOutcome.Cancelled());
        }

        master.registry().connect(ZERO, FakeWorkerWire.reading());
        ScriptRun sent = run(LONG);
        sent.cancel();
        assertEnds(sent, new ScriptOutcome.Cancelled());
        Awaitility.await().until(() -> master.arrivals().size() == 0);
    }

    @Test
    void tells_a_worker_of_version_2_that_nobody_waits_any_more() {
        FakeWorkerWire wire = FakeWorkerWire.readingBatches();
        master.registry().connect(ZERO, wire);

        ScriptRun cancelled = run(LONG);
        cancelled.cancel();
        ScriptRun late = run(SHORT);
        assertEnds(cancelled, new ScriptOutcome.Cancelled());
        assertEnds(late, new ScriptOutcome.TimedOut(SHORT));

        assertThat(wire.taken())
                .filteredOn(message -> message instanceof ServerMessage.Cancel)
                .containsExactlyInAnyOrder(
                        new ServerMessage.Cancel(wire.takeRequest()), new ServerMessage.Cancel(wire.takeRequest()));
    }

    @Test
    void tells_so_also_when_the_time_is_over_while_the_script_is_being_sent() {
        FakeWorkerWire wire = FakeWorkerWire.slow(Duration.ofMillis(300));
        master.registry().connect(ZERO, wire);

        assertEnds(run(SHORT), new ScriptOutcome.TimedOut(SHORT));

        ServerMessage cancel = new ServerMessage.Cancel(wire.takeRequest());
        Awaitility.await().until(() -> wire.taken().contains(cancel));
    }

    @Test
    void hears_what_the_script_logs_and_keeps_it_with_the_tenant() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection worker = master.registry().connect(ZERO, wire);
        List<String> lines = new ArrayList<>();

        ScriptRun run = runner.run(task(LONG, "return 1"), lines::add);
        RequestId request = wire.takeRequest();
        worker.onFrame(FakeWorkerWire.line(TENANT, "first", request));
        worker.onFrame(FakeWorkerWire.line(TENANT, "of an event", null));
        worker.onFrame(FakeWorkerWire.line(TENANT, "of another", new RequestId(request.value() ^ (1L << 40))));
        worker.onFrame(FakeWorkerWire.line(TenantId.guild(1L << 22), "of another worker's tenant", null));
        worker.onFrame(FakeWorkerWire.answer(request, "yes"));
        worker.onFrame(FakeWorkerWire.line(TENANT, "late", request));

        assertEnds(run, new ScriptOutcome.Returned(Value.of("yes")));
        assertThat(lines).containsExactly("first");
        assertThat(master.logs().of(TENANT).all().lines().stream().map(ScriptLine::text))
                .containsExactly("first", "of an event", "of another", "late");
        assertThat(master.logs().of(TenantId.guild(1L << 22)).all().lines()).isEmpty();
    }

    @Test
    void a_listener_that_fails_on_a_line_hurts_nobody() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection worker = master.registry().connect(ZERO, wire);

        ScriptRun run = runner.run(task(LONG, "return 1"), line -> {
            throw new IllegalStateException("of the listener");
        });
        RequestId request = wire.takeRequest();
        worker.onFrame(FakeWorkerWire.line(TENANT, "first", request));
        worker.onFrame(FakeWorkerWire.answer(request, "yes"));

        assertEnds(run, new ScriptOutcome.Returned(Value.of("yes")));
    }

    @Test
    void refuses_a_language_that_the_worker_says_it_does_not_run() {
        master.registry().connect(Handshake.proven(ZERO, Set.of("lua", "c++"), TOKEN), FakeWorkerWire.reading());

        assertEnds(run("javascript"), new ScriptOutcome.Unacceptable("worker 0 runs c++, lua, not javascript"));
    }

    @Test
    void runs_a_language_that_the_worker_says_it_runs_or_says_nothing_of() {
        FakeWorkerWire says = FakeWorkerWire.reading();
        WorkerConnection worker = master.registry().connect(Handshake.proven(ZERO, Set.of("lua"), TOKEN), says);
        ScriptRun first = run("lua");
        worker.onFrame(FakeWorkerWire.answer(says.takeRequest(), "one"));
        assertEnds(first, new ScriptOutcome.Returned(Value.of("one")));
        FakeWorkerWire silent = FakeWorkerWire.reading();
        WorkerConnection other = master.registry().connect(ZERO, silent);

        ScriptRun second = run("lua");
        other.onFrame(FakeWorkerWire.answer(silent.takeRequest(), "two"));

        assertEnds(second, new ScriptOutcome.Returned(Value.of("two")));
    }

    @Test
    void says_that_the_connection_was_lost_and_does_not_run_it_again() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection worker = master.registry().connect(ZERO, wire);

        ScriptRun run = run(LONG);
        worker.onClosed(CloseReason.CUT);

        assertEnds(run, new ScriptOutcome.Lost("worker 0: the connection was cut"));
    }

    @Test
    void refuses_a_script_that_no_message_can_hold() {
        master.registry().connect(ZERO, FakeWorkerWire.reading());
        ScriptTask task = task(LONG, "x".repeat(2 << 20));

        assertThatThrownBy(() -> runner.run(task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the limit is 1048576");
    }

    @Test
    void refuses_such_a_script_also_when_the_worker_comes_later() {
        ScriptRun run = runner.run(task(LONG, "x".repeat(2 << 20)));
        Awaitility.await().until(() -> master.arrivals().size() == 1);

        master.registry().connect(ZERO, FakeWorkerWire.reading());

        assertThat(outcomeOf(run)).succeedsWithin(LONG).isInstanceOf(ScriptOutcome.Unacceptable.class);
    }

    @Test
    void what_waits_ends_with_the_master() {
        ScriptRun run = run(LONG);
        Awaitility.await().until(() -> master.arrivals().size() == 1);

        master.close();

        assertEnds(run, new ScriptOutcome.Lost("the master is stopping"));
        assertEnds(run(LONG), new ScriptOutcome.Lost("the master is stopping"));
    }

    private ScriptRun run(Duration timeout) {
        return runner.run(task(timeout, "return 1"));
    }

    private ScriptRun run(String language) {
        return runner.run(task(LONG, "return 1", language));
    }

    private static ScriptTask task(Duration timeout, String code) {
        return task(timeout, code, null);
    }

    private static ScriptTask task(Duration timeout, String code, @Nullable String language) {
        JobId id = JobId.next(Instant.EPOCH);
        Event event = Event.of("it", Value.ofNull());
        return new ScriptTask(id, "operator:test", TENANT, "it", code, event, timeout, language);
    }

    private static void assertEnds(ScriptRun run, ScriptOutcome how) {
        assertThat(outcomeOf(run)).succeedsWithin(LONG).isEqualTo(how);
    }

    private static CompletableFuture<ScriptOutcome> outcomeOf(ScriptRun run) {
        return run.outcome().toCompletableFuture();
    }

    private static final class NobodyToTell implements Master.WorkerNotifications {
        @Override
        public void onConnected(WorkerConnected event) {}

        @Override
        public void onGone(WorkerGone event) {}
    }
}
