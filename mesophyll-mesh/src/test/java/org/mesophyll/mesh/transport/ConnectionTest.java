package org.mesophyll.mesh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.work.Ticker;

class ConnectionTest {
    private static final Duration WRITE = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final ConnectionSettings SETTINGS =
            new ConnectionSettings(100, new OutboxBounds(3, 300), new OutboxBounds(4, 100), WRITE, CLOSE);

    private final List<Throwable> failures = new ArrayList<>();
    private final Ticker ticker = new Ticker(failures::add);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final FakeChannel channel = new FakeChannel();
    private final Connection connection = Connection.open(channel, SETTINGS, ticker, nanos::get);

    @Test
    void stops_reading_at_the_bound_of_messages_and_resumes_when_half_of_it_is_free() {
        bring(3);
        assertThat(channel.readings).isEmpty();

        bring(1);
        assertThat(channel.readings).containsExactly(false);
        bring(2); // what one read has brought
        connection.poll();
        connection.poll();
        connection.poll();
        assertThat(channel.readings).containsExactly(false);
        connection.poll();

        assertThat(channel.readings).containsExactly(false, true);
        assertThat(connection.counters().waitingMessages()).isEqualTo(2);
    }

    @Test
    void stops_reading_at_the_bound_of_bytes_and_resumes_when_half_of_it_is_free() {
        channel.inbound().received(new byte[99]);
        assertThat(channel.readings).isEmpty();

        channel.inbound().received(new byte[51]);
        assertThat(channel.readings).containsExactly(false);
        connection.poll();
        assertThat(channel.readings).containsExactly(false);
        connection.poll();

        assertThat(channel.readings).containsExactly(false, true);
        assertThat(connection.counters().waitingBytes()).isZero();
    }

    @Test
    void cuts_a_peer_that_does_not_take_a_frame_in_time_and_not_before() {
        connection.send(new byte[1]);
        advance(WRITE);
        ticker.tickAll();
        assertThat(connection.ended()).isEmpty();

        nanos.incrementAndGet();
        ticker.tickAll();

        assertThat(connection.ended()).contains(CloseReason.NOT_READING);
        assertThat(channel.aborts).isEqualTo(1);
        assertThat(connection.send(new byte[1])).isEqualTo(Offer.CLOSED);
        ticker.tickAll();
        assertThat(ticker.size()).isZero();
    }

    @Test
    void closes_the_channel_only_when_what_waits_was_sent() {
        connection.send(new byte[1]);
        connection.send(new byte[2]);

        connection.close(CloseReason.GOING_AWAY);
        connection.close();
        assertThat(channel.closes).isEmpty();
        channel.complete();
        assertThat(channel.closes).isEmpty();
        channel.complete();

        assertThat(channel.closes).containsExactly(CloseReason.GOING_AWAY);
        assertThat(connection.ended()).isEmpty();
        channel.inbound().ended(CloseReason.CUT);
        assertThat(connection.ended()).contains(CloseReason.GOING_AWAY);
        assertThat(channel.aborts).isZero();
    }

    @Test
    void cuts_an_end_that_takes_longer_than_the_close_deadline() {
        connection.close();
        nanos.addAndGet(CLOSE.toNanos() - 1);
        ticker.tickAll();
        assertThat(channel.aborts).isZero();

        nanos.incrementAndGet();
        ticker.tickAll();

        assertThat(channel.aborts).isEqualTo(1);
        assertThat(connection.ended()).contains(CloseReason.NORMAL);
    }

    @Test
    void is_cut_when_a_frame_fails() {
        connection.send(new byte[1]);

        channel.fail();

        assertThat(connection.ended()).contains(CloseReason.CUT);
        assertThat(channel.aborts).isEqualTo(1);
    }

    @Test
    void ends_once_and_takes_nothing_after_it_was_cut() throws Exception {
        RecordingListener listener = new RecordingListener(true);
        channel.inbound().received(new byte[1]);
        connection.attach(listener);

        connection.abort(CloseReason.SILENT);
        connection.abort();
        channel.inbound().received(new byte[2]);
        channel.inbound().ended(CloseReason.NORMAL);

        assertThat(listener.heard).containsExactly("gone 4001");
        assertThat(connection.ended()).contains(CloseReason.SILENT);
        assertThat(connection.receive(Duration.ofDays(1))).hasValue(new byte[1]);
        assertThat(connection.receive(Duration.ofDays(1))).isEmpty();
        assertThat(connection.counters().messagesIn()).isEqualTo(1);
    }

    @Test
    void offers_a_message_to_the_listener_only_if_none_waits_before_it() {
        RecordingListener taking = new RecordingListener(true);
        channel.inbound().received(new byte[1]);
        assertThat(connection.attach(taking)).isTrue();

        channel.inbound().received(new byte[2]);
        connection.poll();
        connection.poll();
        channel.inbound().received(new byte[3]);

        assertThat(taking.heard).containsExactly("waiting", "message 3");
        assertThat(connection.hasWaiting()).isFalse();
    }

    @Test
    void keeps_what_the_listener_leaves() {
        RecordingListener leaving = new RecordingListener(false);
        connection.attach(leaving);

        channel.inbound().received(new byte[7]);

        assertThat(leaving.heard).containsExactly("message 7", "waiting");
        assertThat(connection.poll()).hasSize(7);
    }

    @Test
    void has_one_listener_at_a_time() {
        RecordingListener first = new RecordingListener(true);
        RecordingListener second = new RecordingListener(true);
        assertThat(connection.attach(first)).isTrue();
        assertThat(connection.attach(second)).isFalse();
        assertThat(connection.detach(second)).isFalse();

        assertThat(connection.detach(first)).isTrue();
        assertThat(connection.detach(first)).isFalse();
        channel.inbound().received(new byte[1]);
        channel.inbound().ended(CloseReason.NORMAL);
        assertThat(connection.attach(second)).isTrue();

        assertThat(first.heard).isEmpty();
        assertThat(second.heard).containsExactly("gone 1000");
    }

    @Test
    void goes_on_though_a_listener_throws() {
        connection.attach(new ThrowingListener());

        channel.inbound().received(new byte[1]);
        channel.inbound().ended(CloseReason.NORMAL);

        assertThat(connection.ended()).contains(CloseReason.NORMAL);
    }

    @Test
    void counts_what_goes_over_it_and_what_waits() {
        channel.inbound().received(new byte[5]);
        channel.inbound().received(new byte[6]);
        connection.send(new byte[10]);
        connection.send(new byte[20]);
        connection.send(new byte[30]);
        connection.send(new byte[1]);
        channel.complete();

        assertThat(channel.frames).containsExactly(14, 58);
        assertThat(connection.counters())
                .isEqualTo(new Connection.Counters(2, 5 + 6 + 2 * 4, 1, 14 + 58, 2, 50, 1, 2, 11));
    }

    @Test
    void limits_its_outbox_and_refuses_a_limit_under_the_longest_message() {
        connection.limitOutbox(new OutboxBounds(1, 100));

        assertThat(connection.send(new byte[1])).isEqualTo(Offer.ACCEPTED);
        assertThat(connection.send(new byte[1])).isEqualTo(Offer.FULL);
        assertThatThrownBy(() -> connection.limitOutbox(new OutboxBounds(1, 99)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a message may have 1 byte to what the outbox holds, 99 bytes: 100");
    }

    @Test
    void refuses_settings_that_make_no_sense() {
        assertThatThrownBy(() -> SETTINGS.withMaxMessageBytes(0)).hasMessageContaining("1 byte to");
        assertThatThrownBy(() -> SETTINGS.withMaxMessageBytes(301)).hasMessageContaining("1 byte to");
        assertThatThrownBy(() -> SETTINGS.withDeadlines(Duration.ZERO, CLOSE)).hasMessageContaining("write deadline");
        assertThatThrownBy(() -> SETTINGS.withDeadlines(WRITE, Duration.ofDays(2)))
                .hasMessageContaining("close deadline");
        assertThat(SETTINGS.withMaxMessageBytes(300).maxMessageBytes()).isEqualTo(300);
    }

    @Test
    void resumes_reading_with_the_next_message_taken_when_switching_it_on_has_failed() {
        bring(4);
        assertThat(channel.readings).containsExactly(false);
        channel.switchFails = true;
        connection.poll();
        connection.poll();
        assertThat(channel.readings).containsExactly(false);
        connection.poll();

        assertThat(channel.readings).containsExactly(false, true);
    }

    @Test
    void goes_on_though_a_listener_throws_an_error() {
        List<String> heard = new ArrayList<>();
        connection.attach(new ConnectionListener() {
            @Override
            public boolean onMessage(byte[] message) {
                heard.add("message");
                throw new StackOverflowError("a listener that throws");
            }

            @Override
            public void onWaiting() {
                throw new StackOverflowError("a listener that throws");
            }

            @Override
            public void onGone(CloseReason reason) {
                heard.add("gone");
                throw new StackOverflowError("a listener that throws");
            }
        });

        bring(2);
        connection.abort();

        assertThat(heard).containsExactly("message", "message", "gone");
        assertThat(channel.aborts).isEqualTo(1);
    }

    private void bring(int messages) {
        for (int i = 0; i < messages; i++) {
            channel.inbound().received(new byte[1]);
        }
    }

    private void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /** Records what it hears. */
    private static final class RecordingListener implements ConnectionListener {
        private final boolean takes;
        private final List<String> heard = new ArrayList<>();

        private RecordingListener(boolean takes) {
            this.takes = takes;
        }

        @Override
        public boolean onMessage(byte[] message) {
            heard.add("message " + message.length);
            return takes;
        }

        @Override
        public void onWaiting() {
            heard.add("waiting");
        }

        @Override
        public void onGone(CloseReason reason) {
            heard.add("gone " + reason.code());
        }
    }

    /** Breaks its promise. */
    private static final class ThrowingListener implements ConnectionListener {
        @Override
        public boolean onMessage(byte[] message) {
            throw new IllegalStateException("a listener that throws");
        }

        @Override
        public void onWaiting() {
            throw new IllegalStateException("a listener that throws");
        }

        @Override
        public void onGone(CloseReason reason) {
            throw new IllegalStateException("a listener that throws");
        }
    }
}
