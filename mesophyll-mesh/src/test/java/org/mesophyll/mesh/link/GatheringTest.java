package org.mesophyll.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FakeWire.Behaviour;
import org.mesophyll.mesh.work.Gathering;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageBatch;

/** Several messages in one frame: when they gather, and when they do not. */
class GatheringTest {
    private static final OutboxBounds BOUNDS = new OutboxBounds(10_000, 10_000_000);

    private final FakeClock clock = new FakeClock();
    private final FakeWire wire = new FakeWire(Behaviour.AT_ONCE, Framings.BATCHES);
    private final Outbox outbox = outbox(wire);

    @Test
    void sends_one_message_alone_at_once() {
        outbox.offer(message(1));

        assertThat(framesOf(wire)).containsExactly(List.of(1));
    }

    @Test
    void sends_in_one_frame_what_gathered_while_a_frame_was_in_flight() {
        FakeWire slow = new FakeWire(Behaviour.WHEN_TOLD, Framings.BATCHES);
        Outbox behind = outbox(slow);

        IntStream.rangeClosed(1, 4).forEach(i -> behind.offer(message(i)));
        slow.completeOne();
        slow.completeOne();

        assertThat(framesOf(slow)).containsExactly(List.of(1), List.of(2, 3, 4));
        assertThat(behind.level()).isEqualTo(new Outbox.Level(0, 0, 4, 0));
    }

    @Test
    void sends_in_one_frame_what_one_piece_of_work_offers_and_not_before_its_end() {
        Gathering.during(() -> {
            outbox.offer(message(1));
            outbox.offer(message(2));
            assertThat(wire.bytes()).isEmpty();
        });

        assertThat(framesOf(wire)).containsExactly(List.of(1, 2));
    }

    @Test
    void leaves_it_to_the_outer_of_two_pieces_of_work() {
        Gathering.during(() -> {
            Gathering.during(() -> outbox.offer(message(1)));
            assertThat(wire.bytes()).isEmpty();
            outbox.offer(message(2));
        });

        assertThat(framesOf(wire)).containsExactly(List.of(1, 2));
    }

    @Test
    void writes_at_once_when_it_is_told_to_because_the_thread_will_wait() {
        Gathering.during(() -> {
            outbox.offer(message(1));
            Gathering.flush();
            assertThat(framesOf(wire)).containsExactly(List.of(1));
        });
    }

    @Test
    void writes_what_has_gathered_even_if_the_work_fails() {
        assertThatThrownBy(() -> Gathering.during(() -> {
                    outbox.offer(message(1));
                    throw new IllegalStateException("work that fails");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(framesOf(wire)).containsExactly(List.of(1));
    }

    @Test
    void waits_for_nobody_when_another_thread_offers() throws InterruptedException {
        Thread other = new Thread(() -> outbox.offer(message(2)));

        Gathering.during(() -> {
            outbox.offer(message(1));
            other.start();
            join(other);
            assertThat(framesOf(wire)).containsExactly(List.of(1, 2));
        });
    }

    @Test
    void is_written_by_the_tick_of_its_link_when_the_work_takes_long() {
        Link link = new Link(
                wire,
                new LinkSettings(Duration.ofSeconds(5), BOUNDS, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                null,
                clock,
                (gone, reason) -> {});

        Gathering.during(() -> {
            link.send(message(1));
            link.tick();
            assertThat(framesOf(wire)).containsExactly(List.of(1));
        });
    }

    @Test
    void does_not_gather_more_than_a_frame_holds_and_loses_nothing_at_the_seam() {
        int messages = 5 * MessageBatch.MAX_BYTES / 1_000;

        Gathering.during(() -> IntStream.range(0, messages).forEach(i -> outbox.offer(message(i % 100, 1_000))));

        assertThat(wire.bytes())
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(frame -> assertThat(frame).hasSizeLessThanOrEqualTo(MessageBatch.MAX_BYTES));
        assertThat(framesOf(wire).stream().flatMap(List::stream))
                .containsExactlyElementsOf(
                        IntStream.range(0, messages).map(i -> i % 100).boxed().toList());
    }

    @Test
    void gives_a_message_that_is_larger_than_a_batch_a_frame_of_its_own() {
        Gathering.during(() -> {
            outbox.offer(message(1));
            outbox.offer(message(2, 100_000));
            outbox.offer(message(3));
        });

        assertThat(framesOf(wire)).containsExactly(List.of(1), List.of(2), List.of(3));
    }

    @Test
    void forgets_the_message_that_had_no_room_in_a_frame_that_fails() {
        FakeWire slow = new FakeWire(Behaviour.WHEN_TOLD, Framings.BATCHES);
        Outbox behind = outbox(slow);
        behind.offer(message(1));
        behind.offer(message(2, 60_000));
        behind.offer(message(3, 60_000));
        slow.completeOne();

        slow.failOne();

        assertThat(framesOf(slow)).containsExactly(List.of(1), List.of(2));
        assertThat(behind.level()).isEqualTo(new Outbox.Level(0, 0, 1, 0));
    }

    @Test
    void writes_to_the_others_though_one_of_them_throws() {
        AtomicInteger written = new AtomicInteger();

        Gathering.during(() -> {
            assertThat(Gathering.defers(() -> {
                        throw new OutOfMemoryError("Java heap space");
                    }))
                    .isTrue();
            assertThat(Gathering.defers(written::incrementAndGet)).isTrue();
        });

        assertThat(written).hasValue(1);
    }

    private Outbox outbox(FakeWire to) {
        return new Outbox(to, BOUNDS, clock, () -> {});
    }

    private static byte[] message(int first) {
        return message(first, 1);
    }

    private static byte[] message(int first, int length) {
        byte[] message = new byte[length];
        message[0] = (byte) first;
        return message;
    }

    /** Returns the first byte of each message of each frame. */
    private static List<List<Integer>> framesOf(FakeWire wire) {
        List<List<Integer>> frames = new ArrayList<>();
        for (byte[] bytes : wire.bytes()) {
            List<Integer> messages = new ArrayList<>();
            try {
                Framings.BATCHES.unpack(ByteBuffer.wrap(bytes), message -> messages.add((int) message.get()));
            } catch (MalformedMessageException e) {
                throw new AssertionError("a frame is no batch", e);
            }
            frames.add(messages);
        }
        return frames;
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
