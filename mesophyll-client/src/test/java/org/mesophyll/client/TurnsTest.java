package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<Integer> started = new ArrayList<>();
    private final Turns turns = new Turns(2);

    @Test
    void no_more_than_allowed_are_under_way_and_the_others_follow_in_order() {
        IntStream.rangeClosed(1, 4).forEach(i -> turns.take(() -> started.add(i)));

        assertThat(started).containsExactly(1, 2);
        turns.giveBack();
        assertThat(started).containsExactly(1, 2, 3);
        turns.giveBack();
        turns.giveBack();
        turns.giveBack();
        turns.take(() -> started.add(5));
        assertThat(started).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void work_that_ends_while_it_starts_gives_its_turn_to_the_next() {
        IntStream.rangeClosed(1, 5)
                .forEach(i -> turns.take(() -> {
                    started.add(i);
                    turns.giveBack();
                }));

        assertThat(started).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void many_threads_start_everything_and_never_too_much() throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 10_000; i++) {
            threads.execute(() -> turns.take(() -> {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                threads.execute(() -> {
                    underWay.decrementAndGet();
                    ended.incrementAndGet();
                    turns.giveBack();
                });
            }));
        }
        await().untilAtomic(ended, equalTo(10_000));
        threads.shutdown();

        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void passes_on_to_any_number_that_end_while_they_start_without_a_deeper_stack() {
        AtomicInteger passed = new AtomicInteger();
        turns.take(() -> {});
        turns.take(() -> {});
        IntStream.range(0, 100_000)
                .forEach(i -> turns.take(() -> {
                    passed.incrementAndGet();
                    turns.giveBack();
                }));

        turns.giveBack();

        assertThat(passed).hasValue(100_000);
    }

    @Test
    void work_that_throws_an_error_when_it_starts_keeps_no_turn() {
        IntStream.range(0, 5)
                .forEach(i -> turns.take(() -> {
                    throw new OutOfMemoryError("unable to create native thread");
                }));

        turns.take(() -> started.add(1));
        turns.take(() -> started.add(2));
        turns.take(() -> started.add(3));

        assertThat(started).containsExactly(1, 2);
    }
}
