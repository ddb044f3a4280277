package org.mesophyll.mesh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.codec.MalformedMessageException;

class LengthPrefixedTest {
    private static final int LIMIT = 100_000;

    private final List<byte[]> decoded = new ArrayList<>();
    private final LengthDecoder decoder = new LengthDecoder(LIMIT);

    @Test
    void writes_the_length_before_the_message_the_most_significant_byte_first() {
        ByteBuffer frame = LengthPrefixed.FRAMING.frame(new byte[] {7, 8, 9});

        assertThat(bytesOf(frame)).containsExactly(0, 0, 0, 3, 7, 8, 9);
        assertThat(LengthPrefixed.FRAMING.framedBytes(3)).isEqualTo(7);
        assertThat(LengthPrefixed.FRAMING.maxFrameBytes(1 << 20)).isEqualTo((1 << 20) + 4);
    }

    @Test
    void decodes_what_was_written_however_it_is_split_in_three() throws Exception {
        byte[] stream = stream(List.of(message(0), message(1), message(5), message(0), message(300)));

        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                decoded.clear();
                decode(stream, 0, first);
                decode(stream, first, second);
                decode(stream, second, stream.length);

                assertThat(decoded).hasSize(5);
                assertThat(decoder.isBetweenMessages()).isTrue();
            }
        }
        assertThat(decoded).containsExactly(message(0), message(1), message(5), message(0), message(300));
    }

    @Test
    void decodes_a_long_message_byte_by_byte() throws Exception {
        byte[] stream = stream(List.of(message(LIMIT), message(1)));

        for (int i = 0; i < stream.length; i++) {
            decode(stream, i, i + 1);
        }

        assertThat(decoded).containsExactly(message(LIMIT), message(1));
    }

    @Property
    void decodes_any_messages_in_pieces_of_any_length(
            @ForAll @Size(max = 20) List<@IntRange(max = 9_000) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 20_000) int piece)
            throws Exception {
        List<byte[]> messages =
                lengths.stream().map(LengthPrefixedTest::message).toList();
        byte[] stream = stream(messages);
        decoded.clear(); // the instance is the same for all tries

        for (int from = 0; from < stream.length; from += piece) {
            decode(stream, from, Math.min(stream.length, from + piece));
        }

        assertThat(decoded).containsExactlyElementsOf(messages);
    }

    @Test
    void is_within_a_message_from_the_first_byte_of_its_length_to_its_last() throws Exception {
        byte[] stream = stream(List.of(message(2)));

        assertThat(decoder.isBetweenMessages()).isTrue();
        for (int i = 0; i < stream.length - 1; i++) {
            decode(stream, i, i + 1);
            assertThat(decoder.isBetweenMessages()).isFalse();
        }
        decode(stream, stream.length - 1, stream.length);

        assertThat(decoder.isBetweenMessages()).isTrue();
    }

    @Test
    void refuses_a_length_over_the_limit_and_hands_on_what_came_before() {
        ByteBuffer stream = ByteBuffer.allocate(20)
                .putInt(1)
                .put((byte) 5)
                .putInt(LIMIT + 1)
                .flip();

        assertThatThrownBy(() -> decoder.decode(stream, decoded::add))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("message is 100001 bytes, the limit is 100000");
        assertThat(decoded).containsExactly(new byte[] {5});
    }

    @Test
    void takes_a_length_with_the_highest_bit_for_a_large_one() {
        ByteBuffer stream = ByteBuffer.allocate(4).putInt(-1).flip();

        assertThatThrownBy(() -> decoder.decode(stream, decoded::add))
                .hasMessage("message is 4294967295 bytes, the limit is 100000");
    }

    @Test
    void allocates_little_for_a_length_whose_bytes_do_not_come() throws Exception {
        int connections = 10_000;
        ByteBuffer header = ByteBuffer.allocate(5).putInt(1 << 30).put((byte) 1).flip();
        List<LengthDecoder> waiting = new ArrayList<>();

        for (int i = 0; i < connections; i++) { // 10 TB, if the length was believed
            LengthDecoder one = new LengthDecoder(Integer.MAX_VALUE);
            one.decode(header.duplicate(), decoded::add);
            waiting.add(one);
        }

        assertThat(waiting).hasSize(connections).noneMatch(LengthDecoder::isBetweenMessages);
    }

    @Test
    void unpacks_a_frame_of_whole_messages() throws Exception {
        List<byte[]> unpacked = new ArrayList<>();

        LengthPrefixed.FRAMING.unpack(
                ByteBuffer.wrap(stream(List.of(message(3), message(0)))), message -> unpacked.add(bytesOf(message)));

        assertThat(unpacked).containsExactly(message(3), message(0));
    }

    @Test
    void refuses_to_unpack_a_frame_that_ends_too_early() {
        assertThatThrownBy(() -> unpack(0, 0, 0)).hasMessage("a frame ends within the length of a message");
        assertThatThrownBy(() -> unpack(0, 0, 0, 2, 1)).hasMessage("a message is 2 bytes long, and 1 are left");
        assertThatThrownBy(() -> unpack(255, 255, 255, 255))
                .hasMessage("a message is 4294967295 bytes long, and 0 are left");
    }

    private void decode(byte[] stream, int from, int to) throws MalformedMessageException {
        decoder.decode(ByteBuffer.wrap(stream, from, to - from), decoded::add);
    }

    private static void unpack(int... bytes) throws MalformedMessageException {
        ByteBuffer frame = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            frame.put((byte) b);
        }
        LengthPrefixed.FRAMING.unpack(frame.flip(), message -> {});
    }

    private static byte[] stream(List<byte[]> messages) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        messages.forEach(message -> stream.writeBytes(bytesOf(LengthPrefixed.FRAMING.frame(message))));
        return stream.toByteArray();
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] message(int length) {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (i + length);
        }
        return message;
    }
}
