package org.mesophyll.mesh.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FakeClock;

class HandlerThreadsTest {
    private static final int MOST = Runtime.getRuntime().availableProcessors() + 2;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final FakeClock clock = new FakeClock();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private final HandlerThreads threads = new HandlerThreads(
            MOST,
            task -> {
                Thread thread = new Thread(task, "handler-" + made.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            },
            clock);

    @AfterEach
    void stop() {
        release.countDown();
        threads.stop(LONG);
    }

    @Test
    void runs_every_task_once() {
        Queue<Integer> done = new ConcurrentLinkedQueue<>();

        IntStream.range(0, 1_000).forEach(i -> threads.execute(() -> done.add(i)));

        Awaitility.await().until(() -> done.size() == 1_000);
        assertThat(done)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void goes_on_after_a_task_that_throws() {
        CountDownLatch next = new CountDownLatch(1);

        threads.execute(() -> {
            throw new IllegalStateException("a task that fails");
        });
        threads.execute(next::countDown);

        Awaitility.await().until(() -> next.getCount() == 0);
    }

    @Test
    void wakes_a_thread_more_at_each_tick_while_those_that_run_are_held_up() {
        AtomicInteger begun = new AtomicInteger();

        IntStream.range(0, MOST + 5).forEach(i -> threads.execute(() -> block(begun)));

        Awaitility.await().untilAsserted(() -> {
            threads.tick();
            assertThat(begun).hasValue(MOST);
        });
        threads.tick();
        assertThat(made).hasValue(MOST);
    }

    @Test
    void wakes_a_thread_for_each_task_once_tasks_were_found_slow() {
        AtomicInteger begun = new AtomicInteger();
        runSlowTasks();

        IntStream.range(0, MOST).forEach(i -> threads.execute(() -> block(begun)));

        Awaitility.await().untilAsserted(() -> assertThat(begun).hasValue(MOST));
    }

    @Test
    void lets_what_quick_tasks_write_gather_and_writes_what_slow_ones_do_at_once() throws InterruptedException {
        AtomicInteger quick = new AtomicInteger();
        AtomicInteger slow = new AtomicInteger();
        HandlerThreads one = new HandlerThreads(1, Thread::new, clock);

        offerThree(one, quick);
        one.execute(() -> clock.advance(Duration.ofMillis(10)));
        offerThree(one, slow);
        one.stop(LONG);

        assertThat(quick).hasValueBetween(1, 2); // the checkpoint may lie between
        assertThat(slow).hasValue(3);
    }

    @Test
    void returns_what_was_not_begun_and_takes_no_more() {
        AtomicInteger begun = new AtomicInteger();
        HandlerThreads one = new HandlerThreads(1, Thread::new, clock);
        Runnable late = begun::incrementAndGet;
        one.execute(() -> block(begun));
        Awaitility.await().until(() -> begun.get() == 1);
        one.execute(late);

        List<Runnable> left = one.stop(Duration.ofMillis(1));

        assertThat(left).isEqualTo(List.of(late));
        assertThatThrownBy(() -> one.execute(late)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void goes_on_after_a_task_that_throws_an_error() {
        CountDownLatch next = new CountDownLatch(1);
        HandlerThreads one = new HandlerThreads(1, Thread::new, clock);

        one.execute(() -> {
            throw new StackOverflowError("a task that fails");
        });
        one.execute(next::countDown);

        Awaitility.await().until(() -> next.getCount() == 0);
        one.stop(LONG);
    }

    @Test
    void runs_what_waited_once_threads_can_be_started_again_however_often_they_could_not() {
        AtomicInteger failures = new AtomicInteger(3 * MOST);
        AtomicInteger done = new AtomicInteger();
        HandlerThreads starved = new HandlerThreads(
                MOST,
                task -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return new Thread(task);
                },
                clock);

        IntStream.range(0, 2 * MOST).forEach(i -> starved.execute(done::incrementAndGet));
        assertThat(done).hasValue(0);

        Awaitility.await().until(() -> {
            starved.tick();
            return done.get() == 2 * MOST;
        });
        starved.stop(LONG);
    }

    private static void offerThree(HandlerThreads one, AtomicInteger writes) throws InterruptedException {
        CountDownLatch all = new CountDownLatch(3);
        Runnable write = writes::incrementAndGet;
        one.execute(() -> IntStream.range(0, 3)
                .forEach(i -> one.execute(() -> {
                    assertThat(Gathering.defers(write)).isTrue();
                    all.countDown();
                })));
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void runSlowTasks() {
        AtomicInteger done = new AtomicInteger();
        threads.execute(() -> {
            clock.advance(Duration.ofSeconds(1));
            done.incrementAndGet();
        });
        Awaitility.await().until(() -> done.get() == 1);
        threads.execute(done::incrementAndGet);
        Awaitility.await().until(() -> done.get() == 2);
    }

    private void block(AtomicInteger begun) {
        begun.incrementAndGet();
        try {
            assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
