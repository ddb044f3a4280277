package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.ScriptCall;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** What ends calls and machines. */
class ScriptWorkerStopTest extends ScriptWorkerSetUp {
    @Test
    void stops_a_script_that_takes_too_long_and_goes_on_in_a_new_machine() throws Exception {
        restart(settings(Duration.ofMillis(50), 10, LONG));

        assertRefused(() -> script(ONE, FakeEngine.WAIT), "limit exceeded: time: the limit is PT0.05S");
        assertRefused(
                () -> worker.onEvent(ONE, Event.of("Greet", Value.of(FakeEngine.WAIT))),
                "limit exceeded: time: the limit is PT0.05S");

        assertThat(script(ONE, "a")).isEqualTo(Value.of("a"));
        assertThat(engine.opened()).hasSize(3);
        assertThat(engine.opened().get(0).isClosed()).isTrue();
    }

    @Test
    void stops_a_program_that_takes_too_long_to_load() throws Exception {
        restart(settings(Duration.ofMillis(50), 10, LONG));
        program = new Program(List.of(new Script("slow", FakeEngine.WAIT)), Set.of());

        assertRefused(() -> worker.onEvent(ONE, GREET), "limit exceeded: time: the limit is PT0.05S");
        assertThat(script(ONE, "repair")).isEqualTo(Value.of("repair"));
    }

    @Test
    void stops_a_script_for_which_nobody_waits_any_more_and_nothing_after_it() throws Exception {
        ScriptCall call = new ScriptCall(line -> {});
        Future<Value> running = threads.submit(() -> worker.onScript(ONE, "test", FakeEngine.WAIT, GREET, call));
        await().until(() -> !engine.opened().isEmpty());
        engine.last().awaitRunning();

        call.cancel();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(WorkerRefusal.class);
        assertThat(script(ONE, "a")).isEqualTo(Value.of("a"));
        assertThat(engine.opened()).hasSize(2);
        call.cancel();
        assertThat(script(ONE, "b")).isEqualTo(Value.of("b"));
        assertThat(engine.opened()).hasSize(2);
    }

    @Test
    void a_drop_stops_what_runs_and_refuses_what_waits() throws Exception {
        Future<Value> running = threads.submit(() -> script(ONE, FakeEngine.WAIT));
        await().until(() -> !engine.opened().isEmpty());
        engine.last().awaitRunning();

        worker.onDropAsked(ONE);

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(WorkerRefusal.class)
                .hasMessageContaining("stopped");
        assertRefused(() -> script(ONE, "a"), "the tenant is being dropped");
        assertThat(script(OTHER, "b")).isEqualTo(Value.of("b"));
        worker.onDrop(ONE);
        assertThat(script(ONE, "c")).isEqualTo(Value.of("c"));
        assertThat(engine.opened()).hasSize(3);
    }

    @Test
    void refuses_what_waits_between_two_drops() throws Exception {
        worker.onDropAsked(ONE);
        worker.onDropAsked(ONE);
        worker.onDrop(ONE);

        assertRefused(() -> script(ONE, "a"), "the tenant is being dropped");
        worker.onDrop(ONE);
        assertThat(script(ONE, "a")).isEqualTo(Value.of("a"));
    }

    @Test
    void goes_on_with_a_tenant_whose_drop_was_refused() throws Exception {
        script(ONE, "a");
        worker.onDropAsked(ONE);
        worker.onDropRefused(ONE);

        assertThat(engine.last().isClosed()).isTrue();
        assertThat(script(ONE, "b")).isEqualTo(Value.of("b"));
    }

    @Test
    void lets_the_machine_go_that_was_used_longest_ago_when_there_are_too_many() throws Exception {
        restart(settings(LONG, 2, LONG));
        script(ONE, "a");
        script(OTHER, "b");
        script(ONE, "c");

        script(TenantId.guild(3), "d");

        assertThat(engine.opened().stream().map(FakeEngine.Vm::isClosed)).containsExactly(false, true, false);
        assertThat(worker.machines()).isEqualTo(2);
    }

    @Test
    void lets_machines_go_that_nobody_uses() throws Exception {
        restart(settings(LONG, 10, Duration.ofMillis(40)));
        script(ONE, "a");
        nanos.addAndGet(Duration.ofMillis(40).toNanos());

        await().until(() -> engine.last().isClosed());

        assertThat(worker.machines()).isZero();
    }

    @Test
    void stops_what_runs_when_it_is_closed() throws Exception {
        Future<Value> running = threads.submit(() -> script(ONE, FakeEngine.WAIT));
        await().until(() -> !engine.opened().isEmpty());
        engine.last().awaitRunning();
        script(OTHER, "a");

        worker.close();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(WorkerRefusal.class);
        assertThat(engine.opened().stream().allMatch(FakeEngine.Vm::isClosed)).isTrue();
    }
}
