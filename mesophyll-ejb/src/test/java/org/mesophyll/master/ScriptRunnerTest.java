package org.mesophyll.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.master.scripts.ScriptAudit;
import org.mesophyll.master.scripts.ScriptOutcome;
import org.mesophyll.master.scripts.ScriptRun;
import org.mesophyll.master.scripts.ScriptRunner;
import org.mesophyll.master.scripts.ScriptTask;
import org.mesophyll.master.state.JobId;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

class ScriptRunnerTest {
    private static final WorkerId ZERO = new WorkerId(0);
    private static final TenantId TENANT = TenantId.guild(0);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Master master = new Master(
            MasterSettings.from(new MapConfig(Map.of(
                    "mesophyll.worker-tokens", "0=a",
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

    private static ScriptTask task(Duration timeout, String code) {
        JobId id = JobId.next(Instant.EPOCH);
        return new ScriptTask(id, "operator:test", TENANT, "it", code, Event.of("it", Value.ofNull()), timeout);
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
