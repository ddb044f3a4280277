package org.mesophyll.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompletionsTest {
    private static final int PLACES = 100;

    private final Completions completions = new Completions(4, PLACES, Thread::new);

    @AfterEach
    void stop() {
        completions.close();
    }

    @Test
    void runs_everything_once() {
        Queue<Integer> done = new ConcurrentLinkedQueue<>();

        IntStream.range(0, PLACES).forEach(i -> reserveAndRun(() -> done.add(i)));

        Awaitility.await().until(() -> done.size() == PLACES);
        assertThat(done)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, PLACES).boxed().toList());
    }

    @Test
    void has_as_many_places_as_it_says_and_frees_each_when_its_completion_has_run() {
        IntStream.range(0, PLACES)
                .forEach(i -> assertThat(completions.reserve()).isTrue());
        assertThat(completions.reserve()).isFalse();

        completions.run(() -> {});

        Awaitility.await().until(completions::reserve);
        assertThat(completions.reserve()).isFalse();
    }

    @Test
    void goes_on_after_a_completion_that_throws() {
        CountDownLatch next = new CountDownLatch(1);

        reserveAndRun(() -> {
            throw new IllegalStateException("a caller's fault");
        });
        reserveAndRun(next::countDown);

        Awaitility.await().until(() -> next.getCount() == 0);
    }

    @Test
    void runs_what_comes_after_the_end_on_the_thread_that_brings_it() {
        completions.close();
        Queue<Thread> ranOn = new ConcurrentLinkedQueue<>();

        reserveAndRun(() -> ranOn.add(Thread.currentThread()));

        assertThat(ranOn).containsExactly(Thread.currentThread());
    }

    @Test
    void goes_on_after_a_completion_that_throws_an_error_and_frees_its_place() {
        IntStream.range(0, 2 * PLACES).forEach(i -> {
            Awaitility.await().until(completions::reserve);
            completions.run(() -> {
                throw new StackOverflowError("a caller's fault");
            });
        });
        CountDownLatch next = new CountDownLatch(1);

        Awaitility.await().until(completions::reserve);
        completions.run(next::countDown);

        Awaitility.await().until(() -> next.getCount() == 0);
    }

    @Test
    void completes_what_waited_when_threads_can_be_started_again() {
        AtomicInteger failures = new AtomicInteger(8);
        Completions starved = new Completions(4, PLACES, task -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        });
        Queue<Integer> done = new ConcurrentLinkedQueue<>();

        IntStream.range(0, 3).forEach(i -> {
            assertThat(starved.reserve()).isTrue();
            starved.run(() -> done.add(i));
        });

        Awaitility.await().until(() -> {
            starved.tick();
            return done.size() == 3;
        });
        starved.close();
    }

    @Test
    void completes_what_waits_at_the_end_even_if_no_thread_can_be_made() {
        Completions starved = new Completions(4, PLACES, task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        Queue<Thread> ranOn = new ConcurrentLinkedQueue<>();
        assertThat(starved.reserve()).isTrue();
        starved.run(() -> ranOn.add(Thread.currentThread()));
        assertThat(ranOn).isEmpty();

        starved.close();

        assertThat(ranOn).containsExactly(Thread.currentThread());
    }

    private void reserveAndRun(Runnable completion) {
        assertThat(completions.reserve()).isTrue();
        completions.run(completion);
    }
}
