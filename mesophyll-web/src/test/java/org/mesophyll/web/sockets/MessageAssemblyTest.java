package org.mesophyll.web.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mesophyll.web.guard.ByteBudget;

class MessageAssemblyTest {
    private static final int LIMIT = 10;

    private final ByteBudget budget = new ByteBudget(18, 12);
    private final List<Integer> closes = new ArrayList<>();
    private final MessageAssembly reception = of("a");

    private MessageAssembly of(String sender) {
        return new MessageAssembly(budget, sender, LIMIT, reason -> closes.add(reason.code()));
    }

    @Test
    void puts_texts_together_from_their_parts() {
        assertThat(reception.text("whole", true)).isEqualTo("whole");
        assertThat(reception.text("", false)).isNull();
        assertThat(reception.text("é", false)).isNull();
        assertThat(budget.held()).isEqualTo(2);
        assertThat(reception.text("b😀", true)).isEqualTo("éb😀");
        assertThat(reception.text("", true)).isEmpty();
        assertThat(budget.held()).isZero();
        assertThat(closes).isEmpty();
    }

    @Test
    void puts_binary_messages_together_from_their_parts() {
        assertThat(binary("whole", true)).isEqualTo("whole");
        assertThat(binary("", false)).isNull();
        assertThat(binary("ab", false)).isNull();
        assertThat(binary("", false)).isNull();
        assertThat(budget.held()).isEqualTo(2);
        assertThat(binary("cde", true)).isEqualTo("abcde");
        assertThat(binary("next", true)).isEqualTo("next");
        assertThat(budget.held()).isZero();
    }

    @Test
    void closes_with_1009_before_it_keeps_more_than_the_limit_and_counts_parts_together() {
        assertThat(reception.text("ééééé", false)).isNull();
        assertThat(reception.text("x", false)).isNull();
        assertThat(reception.text("x", true)).isNull();

        assertThat(closes).containsExactly(1009);
        assertThat(budget.held()).isZero();
    }

    @Test
    void counts_a_text_as_it_was_on_the_wire() {
        assertThat(of("b").text("😀😀é", true)).isEqualTo("😀😀é");

        assertThat(of("c").text("😀😀é.", true)).isNull();
        assertThat(of("d").text("€€€é", true)).isNull();

        assertThat(closes).containsExactly(1009, 1009);
    }

    @Test
    void closes_with_1013_a_sender_that_leaves_too_much_unfinished_over_all_its_sessions() {
        MessageAssembly second = of("a");
        assertThat(binary("12345678", false)).isNull();

        assertThat(second.binary(bytes("12345"), false)).isNull();

        assertThat(closes).containsExactly(1013);
        assertThat(budget.held()).isEqualTo(8);
    }

    @Test
    void closes_with_1013_when_all_together_leave_too_much_unfinished() {
        assertThat(of("a").binary(bytes("1234567890"), false)).isNull();

        assertThat(of("b").binary(bytes("123456789"), false)).isNull();

        assertThat(closes).containsExactly(1013);
        assertThat(budget.held()).isEqualTo(10);
    }

    @Test
    void a_session_that_ends_gives_back_what_it_held() {
        reception.frame(FrameGauge.Verdict.FINE, 3);
        reception.text("1234", false);
        assertThat(budget.held()).isEqualTo(7);

        reception.end();
        reception.end();

        assertThat(budget.held()).isZero();
        assertThat(reception.text("5", true)).isNull();
        assertThat(closes).isEmpty();
    }

    @Test
    void who_has_proven_who_they_are_sends_larger_messages_on_their_own_account() {
        reception.frame(FrameGauge.Verdict.FINE, 2);

        reception.allow("ann", 12);

        assertThat(reception.limitBytes()).isEqualTo(12);
        assertThat(reception.text("123456789012", true)).isNotNull();
        assertThat(of("a").binary(bytes("1234567890"), false)).isNull();
        assertThat(closes).isEmpty();
        assertThat(budget.held()).isEqualTo(12);
    }

    @Test
    void follows_frames_byte_by_byte_and_keeps_count_of_the_unfinished_one() {
        FrameGauge gauge = new FrameGauge();
        byte[] frames = concat(frame(5, true), frame(0, true), frame(200, true), frame(70_000, true));
        int unfinished = 0;
        for (byte each : frames) {
            assertThat(gauge.follow(new byte[] {each}, 0, 1, 70_000)).isEqualTo(FrameGauge.Verdict.FINE);
            unfinished = Math.max(unfinished, gauge.unfinishedBytes());
        }

        assertThat(gauge.unfinishedBytes()).isZero();
        assertThat(unfinished).isEqualTo(70_000 + 14 - 1);
        assertThat(gauge.follow(frames, 0, frames.length - 1, 70_000)).isEqualTo(FrameGauge.Verdict.FINE);
        assertThat(gauge.unfinishedBytes()).isEqualTo(70_000 + 14 - 1);
    }

    @Test
    void refuses_a_frame_by_its_header() {
        assertThat(verdict(frame(200, true), 199)).isEqualTo(FrameGauge.Verdict.TOO_LARGE);
        assertThat(verdict(frame(70_000, true), 69_999)).isEqualTo(FrameGauge.Verdict.TOO_LARGE);
        assertThat(verdict(frame(5, false), 100)).isEqualTo(FrameGauge.Verdict.NOT_MASKED);
        byte[] negative = new byte[14];
        negative[1] = (byte) 0xff;
        negative[2] = (byte) 0x80;
        assertThat(verdict(negative, Integer.MAX_VALUE)).isEqualTo(FrameGauge.Verdict.TOO_LARGE);
    }

    @Test
    void a_refused_frame_ends_the_reception() {
        assertThat(reception.frame(FrameGauge.Verdict.NOT_MASKED, 0)).isFalse();

        assertThat(reception.isOver()).isTrue();
        assertThat(closes).containsExactly(1002);
    }

    private static FrameGauge.Verdict verdict(byte[] frame, int limit) {
        return new FrameGauge().follow(frame, 0, Math.min(14, frame.length), limit);
    }

    private static byte[] frame(int length, boolean masked) {
        ByteBuffer frame = ByteBuffer.allocate(14 + length).put((byte) 0x82);
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            frame.put((byte) (mask | length));
        } else if (length < 65_536) {
            frame.put((byte) (mask | 126)).putShort((short) length);
        } else {
            frame.put((byte) (mask | 127)).putLong(length);
        }
        if (masked) {
            frame.putInt(0x01020304);
        }
        frame.put(new byte[length]);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(100_000);
        for (byte[] part : parts) {
            all.put(part);
        }
        byte[] bytes = new byte[all.position()];
        all.flip().get(bytes);
        return bytes;
    }

    private @Nullable String binary(String part, boolean last) {
        ByteBuffer whole = reception.binary(bytes(part), last);
        return whole == null ? null : StandardCharsets.UTF_8.decode(whole).toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
