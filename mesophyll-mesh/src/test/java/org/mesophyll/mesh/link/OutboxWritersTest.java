package org.mesophyll.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FakeWire.Behaviour;

/** An outbox that leaves the writing to others while it is busy. */
class OutboxWritersTest {
    private static final OutboxBounds BOUNDS = new OutboxBounds(1_000, 100_000);
    private static final Duration QUIET = Duration.ofNanos(10_000);

    private final FakeClock clock = new FakeClock();
    private final FakeWire wire = new FakeWire(Behaviour.AT_ONCE);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Outbox outbox = new Outbox(wire, BOUNDS, clock, () -> {}, tasks::add);

    @Test
    void a_single_message_is_written_by_who_offers_it() {
        outbox.offer(message(1));
        clock.advance(QUIET);
        outbox.offer(message(2));

        assertThat(wire.frames()).containsExactly(1, 2);
        assertThat(tasks).isEmpty();
    }

    @Test
    void what_follows_closely_gathers_in_one_task_and_keeps_its_order() {
        outbox.offer(message(1));
        outbox.offer(message(2));
        outbox.offer(message(3));

        assertThat(wire.frames()).containsExactly(1);
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(wire.frames()).containsExactly(1, 2, 3);
        assertThat(tasks).isEmpty();
        assertThat(outbox.level()).isEqualTo(new Outbox.Level(0, 0, 3, 0));
    }

    @Test
    void who_will_wait_writes_itself() {
        outbox.offer(message(1));
        outbox.offerAndWait(message(2));

        assertThat(wire.frames()).containsExactly(1, 2);
        assertThat(tasks).isEmpty();
    }

    @Test
    void a_long_queue_leaves_other_outboxes_their_turn() {
        IntStream.rangeClosed(1, 40).forEach(i -> outbox.offer(message(i)));

        tasks.remove().run();
        assertThat(wire.frames()).hasSize(17);
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        tasks.remove().run();

        assertThat(wire.frames()).isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
        assertThat(tasks).isEmpty();
    }

    @Test
    void writers_that_have_stopped_are_done_without() {
        Outbox left = new Outbox(wire, BOUNDS, clock, () -> {}, task -> {
            throw new RejectedExecutionException("stopped");
        });

        left.offer(message(1));
        left.offer(message(2));

        assertThat(wire.frames()).containsExactly(1, 2);
    }

    @Test
    void threads_that_offer_and_threads_that_write_lose_nothing() {
        ExecutorService writers = Executors.newFixedThreadPool(2);
        try {
            Outbox shared = new Outbox(wire, new OutboxBounds(100_000, 1 << 20), System::nanoTime, () -> {}, writers);
            IntStream.range(0, 4)
                    .parallel()
                    .forEach(thread -> IntStream.range(0, 10_000).forEach(i -> shared.offer(message(i % 100))));

            await().untilAsserted(() -> assertThat(shared.level()).isEqualTo(new Outbox.Level(0, 0, 40_000, 0)));
            assertThat(wire.frames()).hasSize(40_000);
            assertThat(wire.overlaps()).isZero();
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void who_offers_writes_itself_when_the_writers_have_no_thread() {
        Outbox unlucky = new Outbox(wire, BOUNDS, clock, () -> {}, task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });

        unlucky.offer(message(1));
        unlucky.offer(message(2));

        assertThat(wire.frames()).containsExactly(1, 2);
        assertThat(unlucky.isWriting()).isFalse();
    }

    private static byte[] message(int first) {
        return new byte[] {(byte) first};
    }
}
