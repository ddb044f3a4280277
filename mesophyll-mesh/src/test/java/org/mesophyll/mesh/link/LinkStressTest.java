package org.mesophyll.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FakeWire.Behaviour;

/** Races real threads against each other. */
class LinkStressTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int ROUNDS = 3_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ExecutorService sender = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        sender.shutdownNow();
        assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void strands_no_message_and_keeps_the_order_of_each_thread() throws Exception {
        FakeWire wire = new FakeWire(sender);
        Outbox outbox = new Outbox(wire, new OutboxBounds(64, 1 << 20), System::nanoTime, () -> {});

        race(IntStream.range(0, 4)
                .<Callable<Boolean>>mapToObj(thread -> run(() -> offerAll(outbox, thread)))
                .toList());

        int all = 4 * ROUNDS;
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> outbox.level().sent() == all);
        assertThat(wire.overlaps()).isZero();
        assertThat(outbox.level().messages()).isZero();
        assertThat(outbox.level().bytes()).isZero();
        assertInOrder(wire.bytes());
    }

    @Test
    void is_gone_exactly_once_whoever_ends_it() throws Exception {
        for (int round = 0; round < ROUNDS / 4; round++) {
            AtomicInteger gone = new AtomicInteger();
            FakeWire wire = new FakeWire(Behaviour.AT_ONCE);
            Link link = new Link(
                    wire,
                    new LinkSettings(LONG, new OutboxBounds(64, 1 << 20), LONG, Duration.ofNanos(1)),
                    null,
                    System::nanoTime,
                    (which, reason) -> gone.incrementAndGet());

            race(List.of(
                    run(() -> link.close(CloseReason.NORMAL)),
                    run(() -> link.lost(CloseReason.CUT)),
                    run(() -> link.finish(CloseReason.GOING_AWAY, Duration.ofNanos(1))),
                    run(link::tick),
                    run(link::tick)));

            assertThat(gone).hasValue(1);
            assertThat(wire.closes()).hasSizeLessThanOrEqualTo(1);
            assertThat(link.tick()).isFalse();
            assertThat(wire.aborts()).isEqualTo(1);
        }
    }

    @Test
    void ends_every_request_exactly_once_whoever_ends_it() throws Exception {
        AtomicLong ids = new AtomicLong();
        PendingRequests<String> pending = new PendingRequests<>(50, System::nanoTime, ids::incrementAndGet);
        ConcurrentLinkedQueue<AtomicInteger> taken = new ConcurrentLinkedQueue<>();
        AtomicInteger mostWaiting = new AtomicInteger();

        race(List.of(
                run(() -> registerAll(pending, taken)),
                run(() -> registerAll(pending, taken)),
                run(() -> each(i -> pending.answer(near(ids), "a"))),
                run(() -> each(i -> pending.cancel(near(ids)))),
                run(() -> each(i -> pending.expire())),
                run(() -> each(i -> mostWaiting.accumulateAndGet(pending.size(), Math::max)))));
        race(List.of(
                run(() -> pending.close(CloseReason.CUT)),
                run(() -> registerAll(pending, taken)),
                run(() -> each(i -> pending.answer(near(ids), "a")))));

        assertThat(taken)
                .hasSizeGreaterThan(100)
                .allSatisfy(ended -> assertThat(ended).hasValue(1));
        assertThat(pending.size()).isZero();
        assertThat(mostWaiting).hasValueLessThanOrEqualTo(50);
    }

    @Test
    void pings_once_however_many_threads_tick() throws Exception {
        FakeWire wire = new FakeWire(Behaviour.AT_ONCE);
        Link link = new Link(
                wire,
                new LinkSettings(LONG, new OutboxBounds(64, 1 << 20), LONG, LONG),
                null,
                System::nanoTime,
                (which, reason) -> {});

        race(IntStream.range(0, 4)
                .<Callable<Boolean>>mapToObj(thread -> run(() -> each(i -> {
                    link.changeHeartbeatInterval(LONG);
                    link.tick();
                })))
                .toList());

        assertThat(wire.pings()).hasSize(1);
    }

    private static void offerAll(Outbox outbox, int thread) {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] message = ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(thread)
                    .putInt(i)
                    .array();
            while (outbox.offer(message) == Offer.FULL) {
                Thread.onSpinWait();
            }
        }
    }

    private static void assertInOrder(List<byte[]> frames) {
        Map<Integer, Integer> next = new HashMap<>();
        for (byte[] frame : frames) {
            ByteBuffer message = ByteBuffer.wrap(frame);
            int thread = message.getInt();
            assertThat(message.getInt()).isEqualTo(next.getOrDefault(thread, 0));
            next.merge(thread, 1, Integer::sum);
        }
        assertThat(next)
                .hasSize(4)
                .allSatisfy((thread, count) -> assertThat(count).isGreaterThan(0));
    }

    private static void registerAll(PendingRequests<String> pending, ConcurrentLinkedQueue<AtomicInteger> taken) {
        each(i -> {
            AtomicInteger ended = new AtomicInteger();
            Duration within = i % 3 == 0 ? Duration.ofNanos(1) : LONG;
            OptionalLong id = pending.register(within, ending -> ended.incrementAndGet());
            if (id.isEmpty()) {
                assertThat(ended).hasValue(0);
            } else if (i % 5 != 0 || !pending.withdraw(id.getAsLong())) {
                taken.add(ended);
            }
        });
    }

    private static long near(AtomicLong ids) {
        return Math.max(0, ids.get() - ThreadLocalRandom.current().nextInt(60));
    }

    private static void each(IntConsumer step) {
        IntStream.range(0, 5 * ROUNDS).forEach(step);
    }

    private static Callable<Boolean> run(Runnable step) {
        return () -> {
            step.run();
            return true;
        };
    }

    private void race(List<Callable<Boolean>> racers) throws Exception {
        List<Future<Boolean>> ends = new ArrayList<>();
        for (Callable<Boolean> racer : racers) {
            ends.add(threads.submit(racer));
        }
        for (Future<Boolean> end : ends) {
            end.get(60, TimeUnit.SECONDS);
        }
    }
}
