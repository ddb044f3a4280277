package org.mesophyll.mesh.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FakeClock;

class GuardTest {
    private final FakeClock clock = new FakeClock();
    private final Lines lines = new Lines();
    private final Guard guard = new Guard(lines, "the sweep failed", clock);

    @Test
    void says_whether_a_step_failed_and_throws_nothing() {
        assertThat(guard.run(() -> {})).isTrue();
        assertThat(guard.run(GuardTest::noThread)).isFalse();
        assertThat(guard.run(() -> {
                    throw new IllegalStateException("first");
                }))
                .isFalse();

        assertThat(guard.failures()).isEqualTo(2);
    }

    @Test
    void logs_the_first_failure_and_then_one_line_in_ten_seconds() {
        guard.run(GuardTest::noThread);
        guard.run(GuardTest::noThread);
        clock.advance(Duration.ofSeconds(10));
        guard.run(GuardTest::noThread);

        assertThat(lines.all()).containsExactly("the sweep failed (1 so far)", "the sweep failed (3 so far)");
    }

    @Test
    void goes_on_even_if_the_failure_cannot_be_logged() {
        Guard silent = new Guard(new Lines(new OutOfMemoryError("Java heap space")), "the sweep failed", clock);

        assertThatCode(() -> silent.run(GuardTest::noThread)).doesNotThrowAnyException();
        assertThat(silent.failures()).isEqualTo(1);
    }

    @Test
    void keeps_a_timer_running_that_an_error_would_end() throws InterruptedException {
        CountDownLatch later = new CountDownLatch(3);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = timer.scheduleAtFixedRate(
                    guard.around(() -> {
                        later.countDown();
                        noThread();
                    }),
                    0,
                    1,
                    TimeUnit.MILLISECONDS);

            assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void repeats_a_step_after_an_error_until_its_condition_ends() {
        AtomicInteger steps = new AtomicInteger();

        guard.repeat(() -> steps.get() < 3, () -> {
            if (steps.incrementAndGet() == 1) {
                noThread();
            }
        });

        assertThat(steps).hasValue(3);
        assertThat(guard.failures()).isEqualTo(1);
    }

    @Test
    void repeats_a_step_though_its_condition_fails_once() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger steps = new AtomicInteger();

        guard.repeat(
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        noThread();
                    }
                    return steps.get() < 2;
                },
                steps::incrementAndGet);

        assertThat(steps).hasValue(2);
    }

    @Test
    void ends_the_repetition_when_the_thread_is_interrupted_and_keeps_the_flag() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean flag = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            guard.repeat(() -> true, () -> {
                begun.countDown();
                never.await();
            });
            flag.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();
        thread.join(30_000);

        assertThat(thread.isAlive()).isFalse();
        assertThat(flag).isTrue();
        assertThat(guard.failures()).isZero();
    }

    @Test
    void ends_the_repetition_of_a_failing_step_when_the_thread_is_interrupted() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(2);
        Thread thread = new Thread(() -> guard.repeat(() -> true, () -> {
            failed.countDown();
            noThread();
        }));
        thread.start();
        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();
        thread.join(30_000);

        assertThat(thread.isAlive()).isFalse();
    }

    private static void noThread() {
        throw new OutOfMemoryError("unable to create native thread");
    }
}
