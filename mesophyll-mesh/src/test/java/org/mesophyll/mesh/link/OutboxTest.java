package org.mesophyll.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FakeWire.Behaviour;

class OutboxTest {
    private static final OutboxBounds BOUNDS = new OutboxBounds(3, 100);
    private static final Duration WRITE_DEADLINE = Duration.ofSeconds(10);

    private final FakeClock clock = new FakeClock();
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void sends_in_the_order_of_the_offers_one_frame_at_a_time() {
        FakeWire wire = new FakeWire(Behaviour.WHEN_TOLD);
        Outbox outbox = outbox(wire, BOUNDS);

        outbox.offer(message(1));
        outbox.offer(message(2));
        outbox.offer(message(3));

        assertThat(wire.frames()).containsExactly(1);
        wire.completeOne();
        assertThat(wire.frames()).containsExactly(1, 2);
        wire.completeOne();
        wire.completeOne();
        assertThat(wire.frames()).containsExactly(1, 2, 3);
        assertThat(wire.overlaps()).isZero();
        assertThat(outbox.level()).isEqualTo(new Outbox.Level(0, 0, 3, 0));
    }

    @Test
    void counts_the_frame_in_flight_against_the_bound_of_messages() {
        Outbox outbox = outbox(new FakeWire(Behaviour.WHEN_TOLD), BOUNDS);

        IntStream.range(0, 3).forEach(i -> assertThat(outbox.offer(message(i))).isEqualTo(Offer.ACCEPTED));

        assertThat(outbox.offer(message(4))).isEqualTo(Offer.FULL);
        assertThat(outbox.level()).isEqualTo(new Outbox.Level(3, 3, 0, 1));
    }

    @Test
    void counts_the_frame_in_flight_against_the_bound_of_bytes() {
        FakeWire wire = new FakeWire(Behaviour.WHEN_TOLD);
        Outbox outbox = outbox(wire, BOUNDS);

        assertThat(outbox.offer(new byte[60])).isEqualTo(Offer.ACCEPTED);
        assertThat(outbox.offer(new byte[41])).isEqualTo(Offer.FULL);
        assertThat(outbox.offer(new byte[40])).isEqualTo(Offer.ACCEPTED);
        assertThat(outbox.offer(new byte[1])).isEqualTo(Offer.FULL);

        wire.completeOne();
        assertThat(outbox.offer(new byte[60])).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void does_not_grow_the_stack_under_a_wire_that_sends_at_once() {
        FakeWire wire = new FakeWire(Behaviour.WHEN_TOLD);
        Outbox outbox = outbox(wire, new OutboxBounds(20_000, 1 << 20));
        IntStream.range(0, 20_000).forEach(i -> outbox.offer(message(i)));

        wire.behave(Behaviour.AT_ONCE);
        wire.completeOne();

        assertThat(wire.frames()).hasSize(20_000);
        assertThat(wire.deepestStack()).isBetween(1, 500);
    }

    @Test
    void reports_a_failure_once_and_forgets_what_waits() {
        FakeWire wire = new FakeWire(Behaviour.WHEN_TOLD);
        Outbox outbox = outbox(wire, BOUNDS);
        outbox.offer(message(1));
        outbox.offer(message(2));

        wire.failOne();

        assertThat(failures).hasValue(1);
        assertThat(wire.frames()).containsExactly(1);
        assertThat(outbox.level()).isEqualTo(new Outbox.Level(0, 0, 0, 0));
        assertThat(outbox.offer(message(3))).isEqualTo(Offer.CLOSED);
    }

    @Test
    void takes_a_failure_before_the_wire_returns() {
        FakeWire wire = new FakeWire(Behaviour.FAILING);
        Outbox outbox = outbox(wire, BOUNDS);

        outbox.offer(message(1));

        assertThat(failures).hasValue(1);
        assertThat(outbox.offer(message(2))).isEqualTo(Offer.CLOSED);
        assertThat(wire.frames()).containsExactly(1);
    }

    @Test
    void takes_a_wire_that_throws_for_one_that_failed() {
        Outbox outbox = outbox(new FakeWire(Behaviour.THROWING), BOUNDS);

        assertThat(outbox.offer(message(1))).isEqualTo(Offer.ACCEPTED);

        assertThat(failures).hasValue(1);
        assertThat(outbox.offer(message(2))).isEqualTo(Offer.CLOSED);
    }

    @Test
    void never_has_two_frames_in_flight_though_the_wire_calls_back_twice() {
        FakeWire wire = new FakeWire(Behaviour.WHEN_TOLD);
        Outbox outbox = outbox(wire, BOUNDS);
        outbox.offer(message(1));
        outbox.offer(message(2));
        outbox.offer(message(3));
        FrameSink.SendCallback first = wire.callback();
        wire.completeOne();

        first.sent();
        first.failed(new IllegalStateException("late"));

        assertThat(wire.frames()).containsExactly(1, 2);
        assertThat(failures).hasValue(0);
        assertThat(outbox.level()).isEqualTo(new Outbox.Level(2, 2, 1, 0));
    }

    @Test
    void counts_only_the_frame_in_flight_after_a_discard() {
        FakeWire wire = new FakeWire(Behaviour.WHEN_TOLD);
        Outbox outbox = outbox(wire, BOUNDS);
        outbox.offer(message(1));
        outbox.offer(message(2));

        outbox.discard();

        assertThat(outbox.level()).isEqualTo(new Outbox.Level(1, 1, 0, 0));
        wire.completeOne();
        assertThat(outbox.level()).isEqualTo(new Outbox.Level(0, 0, 1, 0));
        assertThat(wire.frames()).containsExactly(1);
    }

    @Test
    void is_empty_at_once_when_it_finishes_idle_and_after_the_last_frame_when_not() {
        FakeWire wire = new FakeWire(Behaviour.WHEN_TOLD);
        AtomicInteger emptied = new AtomicInteger();
        Outbox idle = outbox(new FakeWire(Behaviour.AT_ONCE), BOUNDS);
        Outbox busy = outbox(wire, BOUNDS);
        busy.offer(message(1));
        busy.offer(message(2));

        idle.finish(emptied::incrementAndGet);
        assertThat(emptied).hasValue(1);
        busy.finish(emptied::incrementAndGet);
        assertThat(busy.offer(message(3))).isEqualTo(Offer.CLOSED);
        wire.completeOne();
        assertThat(emptied).hasValue(1);
        wire.completeOne();

        assertThat(emptied).hasValue(2);
        assertThat(wire.frames()).containsExactly(1, 2);
    }

    @Test
    void is_stalled_only_by_a_frame_in_flight_for_longer_than_the_deadline() {
        FakeWire wire = new FakeWire(Behaviour.WHEN_TOLD);
        Outbox outbox = outbox(wire, BOUNDS);
        outbox.offer(message(1));
        wire.completeOne();
        clock.advance(Duration.ofMinutes(1));
        assertThat(isStalled(outbox)).isFalse();

        outbox.offer(message(2));
        assertThat(isStalled(outbox)).isFalse();
        clock.advance(Duration.ofSeconds(10));
        assertThat(isStalled(outbox)).isFalse();
        clock.advance(Duration.ofNanos(1));

        assertThat(isStalled(outbox)).isTrue();
    }

    @Test
    void is_lost_when_the_connection_throws_an_error_and_is_not_stuck() {
        Outbox outbox =
                new Outbox(throwing(new OutOfMemoryError("Java heap space")), BOUNDS, clock, failures::incrementAndGet);

        assertThat(outbox.offer(message(1))).isEqualTo(Offer.ACCEPTED);

        assertThat(failures).hasValue(1);
        assertThat(outbox.isWriting()).isFalse();
        assertThat(outbox.offer(message(2))).isEqualTo(Offer.CLOSED);
    }

    @Test
    void is_lost_when_no_frame_can_be_made_of_what_was_taken_and_is_not_stuck() {
        Outbox outbox =
                new Outbox(new FakeWire(Behaviour.AT_ONCE, new NoMemory()), BOUNDS, clock, failures::incrementAndGet);

        outbox.offer(message(1));

        assertThat(failures).hasValue(1);
        assertThat(outbox.isWriting()).isFalse();
        assertThat(outbox.offer(message(2))).isEqualTo(Offer.CLOSED);
    }

    private static FrameSink throwing(Error failure) {
        return new FrameSink() {
            @Override
            public Framing framing() {
                return Framings.SINGLE;
            }

            @Override
            public void send(ByteBuffer frame, SendCallback sent) {
                throw failure;
            }
        };
    }

    private boolean isStalled(Outbox outbox) {
        return outbox.isStalled(clock.getAsLong(), WRITE_DEADLINE.toNanos());
    }

    private Outbox outbox(FakeWire wire, OutboxBounds bounds) {
        return new Outbox(wire, bounds, clock, failures::incrementAndGet);
    }

    private static byte[] message(int first) {
        return new byte[] {(byte) first};
    }

    /** A framing for which there is no memory. */
    private static final class NoMemory implements Framing {
        @Override
        public int maxBatchBytes() {
            return 0;
        }

        @Override
        public long framedBytes(int messageBytes) {
            return messageBytes;
        }

        @Override
        public void append(byte[] message, ByteBuffer frame) {
            throw new UnsupportedOperationException("there are no frames of several messages");
        }

        @Override
        public void unpack(ByteBuffer frame, Consumer<ByteBuffer> into) {
            throw new UnsupportedOperationException("nothing comes");
        }

        @Override
        public ByteBuffer frame(byte[] message) {
            throw new OutOfMemoryError("Java heap space");
        }
    }
}
