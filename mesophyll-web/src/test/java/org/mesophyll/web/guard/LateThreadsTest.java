package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LateThreadsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND); // it overflows within the test
    private final LateThreads threads = new LateThreads(tasks::add, clock::get);
    private final long start = clock.get();

    @Test
    void are_late_until_a_task_given_after_that_time_had_its_turn() {
        clock.addAndGet(2 * SECOND);

        assertThat(threads.hadTurnUntil(start + SECOND)).isFalse();
        assertThat(threads.hadTurnUntil(start + SECOND)).isFalse();
        assertThat(tasks).hasSize(1);
        tasks.remove().run();

        assertThat(threads.hadTurnUntil(start + SECOND)).isTrue();
        assertThat(tasks).isEmpty();
    }

    @Test
    void a_task_given_before_that_time_proves_nothing() {
        clock.addAndGet(2 * SECOND);
        assertThat(threads.hadTurnUntil(start + SECOND)).isFalse();
        clock.addAndGet(2 * SECOND);

        assertThat(threads.hadTurnUntil(start + 3 * SECOND)).isFalse();
        tasks.remove().run();
        assertThat(threads.hadTurnUntil(start + 3 * SECOND)).isFalse();
        tasks.remove().run();

        assertThat(threads.hadTurnUntil(start + 3 * SECOND)).isTrue();
    }

    @Test
    void lateness_is_no_excuse_for_longer_than_thirty_seconds() {
        clock.addAndGet(30 * SECOND);
        assertThat(threads.hadTurnUntil(start + SECOND)).isFalse();
        clock.addAndGet(SECOND);

        assertThat(threads.hadTurnUntil(start + SECOND)).isTrue();
    }

    @Test
    void threads_that_refuse_a_task_once_are_asked_again() {
        LateThreads full = failingOnce(() -> {
            throw new RejectedExecutionException("full");
        });

        assertThat(full.hadTurnUntil(start + SECOND)).isFalse();
        assertThat(full.hadTurnUntil(start + SECOND)).isTrue();
    }

    @Test
    void an_error_of_a_thread_that_cannot_be_started_leaves_no_task_counted() {
        LateThreads failing = failingOnce(() -> {
            throw new OutOfMemoryError("unable to create native thread");
        });

        assertThatThrownBy(() -> failing.hadTurnUntil(start + SECOND)).isInstanceOf(OutOfMemoryError.class);
        assertThat(failing.hadTurnUntil(start + SECOND)).isTrue();
    }

    /** Returns threads that fail the first task and run every other at once, two seconds after their start. */
    private LateThreads failingOnce(Runnable failure) {
        AtomicBoolean fails = new AtomicBoolean(true);
        LateThreads failing = new LateThreads(
                task -> {
                    if (fails.getAndSet(false)) {
                        failure.run();
                    }
                    task.run();
                },
                clock::get);
        clock.addAndGet(2 * SECOND);
        return failing;
    }
}
