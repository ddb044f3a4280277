package org.mesophyll.mesh.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HandoffTest {
    private static final Executor NO_THREAD = task -> {
        throw new OutOfMemoryError("unable to create native thread");
    };

    private final Semaphore places = new Semaphore(1);
    private final AtomicInteger runs = new AtomicInteger();
    private final List<Throwable> refusals = new ArrayList<>();

    @Test
    void gives_the_place_back_of_a_task_that_ran() {
        assertThat(handOff(Runnable::run)).isTrue();

        assertThat(runs).hasValue(1);
        assertThat(places.availablePermits()).isEqualTo(1);
        assertThat(refusals).isEmpty();
    }

    @Test
    void gives_the_place_back_when_no_thread_can_be_started() {
        assertThat(handOff(NO_THREAD)).isFalse();

        assertThat(runs).hasValue(0);
        assertThat(places.availablePermits()).isEqualTo(1);
        assertThat(refusals).singleElement().isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void gives_the_place_back_when_the_executor_rejects() {
        assertThat(handOff(task -> {
                    throw new RejectedExecutionException("full");
                }))
                .isFalse();

        assertThat(places.availablePermits()).isEqualTo(1);
    }

    @Test
    void never_runs_a_task_that_was_queued_and_refused_all_the_same() {
        List<Runnable> queued = new ArrayList<>();

        handOff(task -> {
            queued.add(task);
            throw new OutOfMemoryError("unable to create native thread");
        });
        queued.forEach(Runnable::run);

        assertThat(runs).hasValue(0);
        assertThat(places.availablePermits()).isEqualTo(1);
    }

    @Test
    void gives_the_place_back_once_when_a_real_pool_cannot_start_a_thread() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), HandoffTest::unstartable);

        assertThat(handOff(pool)).isFalse();

        assertThat(places.availablePermits()).isEqualTo(1);
        pool.shutdownNow();
    }

    @Test
    void passes_on_what_a_task_throws_on_the_callers_thread_and_calls_it_no_refusal() {
        assertThatThrownBy(() -> Handoff.execute(
                        Runnable::run,
                        () -> {
                            throw new IllegalStateException("the task's own");
                        },
                        refusals::add))
                .isInstanceOf(IllegalStateException.class);

        assertThat(refusals).isEmpty();
    }

    @Test
    void says_that_a_thread_could_not_be_started() {
        assertThat(Handoff.start(unstartable(runs::incrementAndGet), refusals::add))
                .isFalse();

        assertThat(refusals).singleElement().isInstanceOf(OutOfMemoryError.class);
    }

    private boolean handOff(Executor executor) {
        assertThat(places.tryAcquire()).isTrue();
        return Handoff.execute(
                executor,
                () -> {
                    try {
                        runs.incrementAndGet();
                    } finally {
                        places.release();
                    }
                },
                refusal -> {
                    refusals.add(refusal);
                    places.release();
                });
    }

    /** Makes a thread like those of a machine that has as many as it may. */
    private static Thread unstartable(Runnable task) {
        return new Thread(task) {
            @Override
            public synchronized void start() {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };
    }
}
