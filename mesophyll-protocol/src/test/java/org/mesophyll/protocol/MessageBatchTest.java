package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.BatchVectors.Batch;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageBatch;

class MessageBatchTest {
    static List<Batch> batch() {
        return BatchVectors.batch();
    }

    static List<Batch> decode() {
        return BatchVectors.decode();
    }

    @ParameterizedTest
    @MethodSource("batch")
    void writes_what_an_independent_encoder_writes(Batch vector) {
        ByteBuffer frame = ByteBuffer.allocate(vector.bytes().length);

        vector.messages().forEach(message -> MessageBatch.append(HexFormat.of().parseHex(message), frame));

        assertThat(frame.array()).isEqualTo(vector.bytes());
        assertThat(vector.messages().stream()
                        .mapToLong(message -> MessageBatch.sizeOf(message.length() / 2))
                        .sum())
                .isEqualTo(frame.capacity());
    }

    @ParameterizedTest
    @MethodSource("decode")
    void hands_on_the_messages_before_a_fault_and_refuses_the_rest(Batch vector) {
        List<String> messages = new ArrayList<>();

        assertThat(isAccepted(vector.bytes(), messages)).isEqualTo(vector.accepted());

        assertThat(messages).isEqualTo(vector.messages());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 65_535, 65_536, 1 << 20})
    void reads_a_message_of_any_length_that_it_wrote(int length) throws MalformedMessageException {
        ByteBuffer frame = ByteBuffer.allocate((int) MessageBatch.sizeOf(length));
        List<Integer> lengths = new ArrayList<>();

        MessageBatch.append(new byte[length], frame);
        MessageBatch.unpack(frame.flip(), message -> lengths.add(message.remaining()));

        assertThat(lengths).containsExactly(length);
    }

    @Test
    void refuses_a_frame_that_is_cut_anywhere_and_says_where() {
        ByteBuffer frame = ByteBuffer.allocate((int) MessageBatch.sizeOf(300));
        MessageBatch.append(new byte[300], frame);

        for (int length = 1; length < frame.capacity(); length++) {
            ByteBuffer cut = ByteBuffer.wrap(frame.array(), 0, length);
            assertThatThrownBy(() -> MessageBatch.unpack(cut, message -> {}))
                    .isInstanceOf(MalformedMessageException.class)
                    .message()
                    .isNotEmpty();
        }
    }

    @Test
    void refuses_a_frame_of_several_messages_beyond_the_limit_for_those_as_a_whole() throws MalformedMessageException {
        byte[] messages = new byte[MessageBatch.MAX_BYTES + 2]; // pairs of c4 00, messages without a byte
        for (int i = 0; i < messages.length; i += 2) {
            messages[i] = (byte) 0xc4;
        }
        List<Integer> taken = new ArrayList<>();

        assertThatThrownBy(
                        () -> MessageBatch.unpack(ByteBuffer.wrap(messages), message -> taken.add(message.remaining())))
                .hasMessage("a frame of more than one message is 65538 bytes long, the limit is 65536");
        assertThat(taken).isEmpty();

        MessageBatch.unpack(
                ByteBuffer.wrap(messages, 0, MessageBatch.MAX_BYTES), message -> taken.add(message.remaining()));
        assertThat(taken).hasSize(MessageBatch.MAX_BYTES / 2);
    }

    @Test
    void says_what_is_wrong_without_a_stack_trace() {
        assertThatThrownBy(() -> MessageBatch.unpack(ByteBuffer.allocate(0), message -> {}))
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    private static boolean isAccepted(byte[] frame, List<String> messages) {
        try {
            MessageBatch.unpack(ByteBuffer.wrap(frame), message -> messages.add(hex(message)));
            return true;
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    private static String hex(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
