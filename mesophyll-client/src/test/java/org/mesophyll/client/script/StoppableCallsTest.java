package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

class StoppableCallsTest {
    private static final ScriptOutcome DONE = new ScriptOutcome.Returned(Value.of("done"));

    private final AtomicInteger spent = new AtomicInteger();
    private final StoppableCalls calls = new StoppableCalls(1, spent::incrementAndGet);
    private final CountDownLatch end = new CountDownLatch(1); // of the calls that do not obey

    @AfterEach
    void close() {
        end.countDown();
        calls.close();
    }

    @Test
    void hands_on_what_a_call_returns_and_what_it_throws() {
        assertThat(calls.run(machine(), () -> DONE)).isSameAs(DONE);
        assertThatThrownBy(() -> calls.run(machine(), () -> {
                    throw new OutOfMemoryError("of a test");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(calls.lost()).isZero();
    }

    @Test
    void waits_for_a_call_that_obeys_a_stop() {
        ScriptVm machine = machine();
        ScriptOutcome stopped = new ScriptOutcome.Failed(ScriptFailure.of(Kind.STOPPED, "by the machine"));

        assertThat(calls.run(machine, () -> {
                    machine.stop();
                    return stopped;
                }))
                .isSameAs(stopped);
        assertThat(calls.lost()).isZero();
    }

    @Test
    void answers_for_a_call_that_does_not_stop_and_goes_on_with_others() {
        assertThat(stubborn())
                .isInstanceOfSatisfying(
                        ScriptOutcome.Failed.class,
                        failed -> assertThat(failed.failure().message()).contains("did not stop"));

        assertThat(calls.lost()).isEqualTo(1);
        assertThat(spent).hasValue(0);
        assertThat(calls.run(machine(), () -> DONE)).isSameAs(DONE);
    }

    @Test
    void says_when_more_threads_are_lost_than_may_be_and_forgets_those_that_come_back() {
        stubborn();
        stubborn();

        assertThat(calls.lost()).isEqualTo(2);
        assertThat(spent).hasValue(1);

        end.countDown();
        await().untilAsserted(() -> assertThat(calls.lost()).isZero());
    }

    /** Makes a call that goes on until the test ends, whatever its machine is told. */
    private ScriptOutcome stubborn() {
        ScriptVm machine = machine();
        return calls.run(machine, () -> {
            machine.stop();
            boolean unused = end.await(1, TimeUnit.MINUTES);
            return DONE;
        });
    }

    private static ScriptVm machine() {
        return new FakeEngine().open(TenantId.guild(1), HostApi.NONE, VmLimits.DEFAULT);
    }
}
