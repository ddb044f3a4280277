package org.mesophyll.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FakeWire.Behaviour;
import org.mesophyll.mesh.work.Gathering;

class LinkTest {
    private static final LinkSettings SETTINGS = new LinkSettings(
            Duration.ofSeconds(5), new OutboxBounds(3, 100), Duration.ofSeconds(10), Duration.ofSeconds(2));
    private static final byte[] BEAT = {99};

    private final FakeClock clock = new FakeClock();
    private final FakeWire wire = new FakeWire(Behaviour.AT_ONCE);
    private final List<CloseReason> gone = new ArrayList<>();

    @Test
    void beats_and_pings_at_once_and_then_every_interval() {
        Link link = link(BEAT);

        link.tick();
        link.tick();
        assertThat(wire.frames()).containsExactly(99);
        answerPing(link);
        clock.advance(Duration.ofMillis(4_999));
        link.tick();
        assertThat(wire.frames()).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        link.tick();

        assertThat(wire.frames()).hasSize(2);
        assertThat(wire.pings()).hasSize(2);
    }

    @Test
    void never_has_a_second_ping_under_way() {
        Link link = link(null);

        for (int beats = 0; beats < 10; beats++) {
            link.tick();
            link.heard();
            clock.advance(Duration.ofSeconds(5));
        }

        assertThat(wire.pings()).hasSize(1);
    }

    @Test
    void sends_no_ping_behind_a_frame_that_the_peer_does_not_take() {
        wire.behave(Behaviour.WHEN_TOLD);
        Link link = link(null);
        link.send(new byte[] {1});

        link.tick();

        assertThat(wire.pings()).isEmpty();
    }

    @Test
    void measures_the_round_trip_of_its_own_ping_only() {
        Link link = link(null);
        link.tick();
        clock.advance(Duration.ofMillis(7));

        link.pong(ByteBuffer.allocate(Long.BYTES).putLong(0, 1));
        link.pong(ByteBuffer.allocate(3));
        assertThat(link.roundTrip()).isEmpty();
        answerPing(link);

        assertThat(link.roundTrip()).contains(Duration.ofMillis(7));
    }

    @Test
    void a_peer_is_not_silent_while_what_it_sends_waits_to_be_read() {
        Link link = link(null);
        wire.setLate(true);
        clock.advance(Duration.ofSeconds(20));
        assertThat(link.tick()).isTrue();
        assertThat(gone).isEmpty();

        wire.setLate(false);
        link.tick();

        assertThat(gone).containsExactly(CloseReason.SILENT);
    }

    @Test
    void is_dead_after_three_silent_intervals_and_not_before() {
        Link link = link(null);
        clock.advance(Duration.ofMillis(14_999));
        link.tick();
        assertThat(gone).isEmpty();

        clock.advance(Duration.ofMillis(1));
        assertThat(link.tick()).isTrue();

        assertThat(gone).containsExactly(CloseReason.SILENT);
        assertThat(wire.closes()).containsExactly(CloseReason.SILENT);
    }

    @Test
    void lives_as_long_as_the_peer_says_anything() {
        Link link = link(null);

        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(10));
            link.heard();
            clock.advance(Duration.ofSeconds(10));
            link.pong(ByteBuffer.allocate(0));
            assertThat(link.tick()).isTrue();
        }

        assertThat(gone).isEmpty();
        clock.advance(Duration.ofSeconds(3));
        assertThat(link.sinceHeard()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void is_quiet_while_it_is_open_and_has_nothing_to_send() {
        wire.behave(Behaviour.WHEN_TOLD);
        Link link = link(null);
        assertThat(link.isQuiet()).isTrue();

        link.send(new byte[] {1});
        assertThat(link.isQuiet()).isFalse();
        assertThat(link.outbox().messages()).isEqualTo(1);
        assertThat(wire.completeOne()).isTrue();
        assertThat(link.isQuiet()).isTrue();

        link.close(CloseReason.CUT);
        assertThat(link.isQuiet()).isFalse();
    }

    @Test
    void keeps_nothing_that_waits_once_it_has_ended() {
        wire.behave(Behaviour.WHEN_TOLD);
        Link link = link(null);
        link.send(new byte[] {1});
        link.send(new byte[] {2});

        link.close(CloseReason.CUT);
        assertThat(wire.completeOne()).isTrue();

        assertThat(link.outbox().messages()).isZero();
        assertThat(link.outbox().bytes()).isZero();
        assertThat(wire.frames()).containsExactly(1);
        assertThat(link.send(new byte[] {3})).isEqualTo(Offer.CLOSED);
    }

    @Test
    void takes_settings_in_their_ranges_only() {
        OutboxBounds bounds = new OutboxBounds(OutboxBounds.MOST_MESSAGES, OutboxBounds.MOST_BYTES);
        Duration day = LinkSettings.LONGEST;
        Duration longer = day.plusNanos(1);

        assertThat(new LinkSettings(day, bounds, day, day)).isNotNull();
        assertThat(new OutboxBounds(1, 1)).isNotNull();
        assertThatThrownBy(() -> new LinkSettings(longer, bounds, day, day)).hasMessageContaining("heartbeat interval");
        assertThatThrownBy(() -> new LinkSettings(day, bounds, longer, day)).hasMessageContaining("write deadline");
        assertThatThrownBy(() -> new LinkSettings(day, bounds, day, Duration.ZERO))
                .hasMessageContaining("close deadline");
        assertThatThrownBy(() -> new OutboxBounds(0, 1)).hasMessageContaining("messages: 0");
        assertThatThrownBy(() -> new OutboxBounds(OutboxBounds.MOST_MESSAGES + 1, 1))
                .hasMessageContaining("messages");
        assertThatThrownBy(() -> new OutboxBounds(1, 0)).hasMessageContaining("bytes: 0");
        assertThatThrownBy(() -> new OutboxBounds(1, OutboxBounds.MOST_BYTES + 1))
                .hasMessageContaining("bytes");
    }

    @Test
    void counts_silence_from_the_change_of_the_interval() {
        Link link = link(null);
        clock.advance(Duration.ofSeconds(14));

        link.changeHeartbeatInterval(Duration.ofSeconds(1));

        clock.advance(Duration.ofMillis(2_999));
        link.tick();
        assertThat(gone).isEmpty();
        clock.advance(Duration.ofMillis(1));
        link.tick();
        assertThat(gone).containsExactly(CloseReason.SILENT);
    }

    @Test
    void refuses_an_interval_out_of_range() {
        Link link = link(null);

        assertThatThrownBy(() -> link.changeHeartbeatInterval(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a heartbeat interval is more than PT0S and at most PT24H: PT0S");
        assertThatThrownBy(() -> link.changeHeartbeatInterval(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most PT24H");
    }

    @Test
    void cuts_a_peer_that_does_not_read() {
        wire.behave(Behaviour.WHEN_TOLD);
        Link link = link(null);
        link.send(new byte[] {1});
        clock.advance(Duration.ofSeconds(10).plusNanos(1));

        link.tick();
        assertThat(gone).containsExactly(CloseReason.NOT_READING);
        clock.advance(Duration.ofSeconds(2));
        assertThat(link.tick()).isFalse();

        assertThat(wire.aborts()).isEqualTo(1);
        assertThat(link.state()).isEqualTo(LinkState.CLOSED);
    }

    @Test
    void cuts_the_connection_when_the_close_deadline_of_the_first_end_has_passed() {
        Link link = link(null);
        link.close(CloseReason.REPLACED);
        clock.advance(Duration.ofMillis(1_999));
        assertThat(link.tick()).isTrue();
        assertThat(wire.aborts()).isZero();

        link.lost(CloseReason.CUT);
        link.close(CloseReason.NORMAL);
        link.finish(CloseReason.NORMAL, Duration.ofHours(1));
        clock.advance(Duration.ofMillis(1));

        assertThat(link.tick()).isFalse();
        assertThat(wire.aborts()).isEqualTo(1);
        assertThat(gone).containsExactly(CloseReason.REPLACED);
        assertThat(wire.closes()).containsExactly(CloseReason.REPLACED);
    }

    @Test
    void tells_that_it_is_gone_though_the_wire_throws_on_close() {
        wire.throwOnClose();
        Link link = link(null);

        assertThatThrownBy(() -> link.close(CloseReason.NORMAL)).isInstanceOf(IllegalStateException.class);

        assertThat(gone).containsExactly(CloseReason.NORMAL);
    }

    @Test
    void is_lost_when_a_frame_fails() {
        wire.behave(Behaviour.FAILING);
        Link link = link(null);

        link.send(new byte[] {1});

        assertThat(gone).containsExactly(CloseReason.CUT);
        assertThat(link.send(new byte[] {2})).isEqualTo(Offer.CLOSED);
    }

    @Test
    void sends_what_waits_before_it_finishes() {
        wire.behave(Behaviour.WHEN_TOLD);
        Link link = link(null);
        link.send(new byte[] {1});
        link.send(new byte[] {2});

        link.finish(CloseReason.NORMAL, Duration.ofSeconds(3));
        assertThat(link.send(new byte[] {3})).isEqualTo(Offer.CLOSED);
        wire.completeOne();
        assertThat(gone).isEmpty();
        wire.completeOne();

        assertThat(wire.frames()).containsExactly(1, 2);
        assertThat(gone).containsExactly(CloseReason.NORMAL);
    }

    @Test
    void finishes_for_the_given_reason_when_its_time_is_over() {
        wire.behave(Behaviour.WHEN_TOLD);
        Link link = link(null);
        link.send(new byte[] {1});
        link.finish(CloseReason.NORMAL, Duration.ofSeconds(3));

        link.finish(CloseReason.REVOKED, Duration.ofHours(1));
        clock.advance(Duration.ofSeconds(3));
        link.tick();

        assertThat(gone).containsExactly(CloseReason.NORMAL);
        assertThat(link.state()).isEqualTo(LinkState.CLOSING);
    }

    @Test
    void does_not_wait_for_a_peer_that_does_not_read_while_it_finishes() {
        wire.behave(Behaviour.WHEN_TOLD);
        Link link = link(null);
        link.send(new byte[] {1});
        link.finish(CloseReason.NORMAL, Duration.ofHours(1));

        clock.advance(Duration.ofSeconds(11));
        link.tick();

        assertThat(gone).containsExactly(CloseReason.NOT_READING);
    }

    @Test
    void sends_what_a_thread_has_gathered_when_it_finishes() {
        Link link = link(null);

        Gathering.during(() -> {
            link.send(new byte[] {1});
            link.send(new byte[] {2});
            link.finish(CloseReason.GOING_AWAY, Duration.ofSeconds(3));
            assertThat(wire.frames()).containsExactly(1, 2);
        });

        assertThat(gone).containsExactly(CloseReason.GOING_AWAY);
    }

    @Test
    void tries_again_to_cut_the_connection_when_that_has_failed() {
        AtomicInteger aborts = new AtomicInteger();
        Link link = new Link(new UncuttableOnce(aborts), SETTINGS, null, clock, (which, reason) -> gone.add(reason));
        link.close(CloseReason.REVOKED);
        clock.advance(Duration.ofSeconds(2));

        assertThatThrownBy(link::tick).isInstanceOf(OutOfMemoryError.class);
        assertThat(link.tick()).isFalse();

        assertThat(aborts).hasValue(2);
        assertThat(link.state()).isEqualTo(LinkState.CLOSED);
    }

    /** A wire that cannot be cut at the first try. */
    private record UncuttableOnce(AtomicInteger aborts) implements Wire {
        @Override
        public Framing framing() {
            return Framings.SINGLE;
        }

        @Override
        public void send(ByteBuffer frame, SendCallback sent) {
            sent.sent();
        }

        @Override
        public void ping(ByteBuffer payload) {}

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort() {
            if (aborts.incrementAndGet() == 1) {
                throw new OutOfMemoryError("Java heap space");
            }
        }
    }

    private void answerPing(Link link) {
        List<ByteBuffer> pings = wire.pings();
        link.pong(pings.get(pings.size() - 1));
    }

    private Link link(byte @Nullable [] beat) {
        return new Link(wire, SETTINGS, beat, clock, (link, reason) -> gone.add(reason));
    }
}
