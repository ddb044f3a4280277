package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** What all machines together may take, and what becomes of one that broke. */
class ScriptWorkerMemoryTest extends ScriptWorkerSetUp {
    private static final long CAP = VmLimits.DEFAULT.memoryBytes();
    private static final TenantId THIRD = TenantId.guild(3);
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void the_machine_that_was_idle_longest_goes_when_all_together_would_take_too_much() throws Exception {
        restart(settings(CAP + 2 * FakeEngine.IDLE_BYTES, LONG));
        script(ONE, "one");
        script(OTHER, "other");
        script(THIRD, "third");
        assertThat(worker.machines()).isEqualTo(3);

        script(TenantId.guild(4), "fourth");

        assertThat(worker.machines()).isEqualTo(3);
        assertThat(engine.opened().get(0).isClosed()).isTrue();
        assertThat(engine.opened().get(1).isClosed()).isFalse();
    }

    @Test
    void a_call_is_refused_when_busy_machines_take_all_and_the_next_is_not() throws Exception {
        restart(settings(CAP + 1, SHORT));
        Future<Value> busy = threads.submit(() -> script(ONE, FakeEngine.WAIT));
        while (engine.opened().isEmpty()) {
            Thread.onSpinWait();
        }
        engine.last().awaitRunning();

        assertRefused(() -> script(OTHER, "other"), "no memory for another machine");
        assertThat(worker.refusedForMemory()).isEqualTo(1);

        engine.opened().get(0).stop();
        assertThatThrownBy(busy::get).hasMessageContaining("stopped");
        assertThat(script(OTHER, "other")).isEqualTo(Value.of("other"));
    }

    @Test
    void a_machine_that_is_the_only_one_runs_whatever_the_limit_is() throws Exception {
        restart(settings(1, SHORT));

        assertThat(script(ONE, "one")).isEqualTo(Value.of("one"));
        assertThat(script(OTHER, "other")).isEqualTo(Value.of("other"));
        assertThat(worker.machines()).isEqualTo(1);
    }

    @Test
    void a_machine_out_of_which_an_error_came_is_discarded_and_the_tenants_next_call_works() throws Exception {
        assertThatThrownBy(() -> script(ONE, FakeEngine.BREAK)).isInstanceOf(OutOfMemoryError.class);

        assertThat(engine.last().isClosed()).isTrue();
        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.of("handled Greet"));
        assertThat(engine.opened()).hasSize(2);
    }

    private static ScriptSettings settings(long totalBytes, Duration time) {
        return new ScriptSettings(VmLimits.DEFAULT, time, LONG, LONG, 10, totalBytes, 4, LONG, LONG, 1000, Set.of());
    }
}
