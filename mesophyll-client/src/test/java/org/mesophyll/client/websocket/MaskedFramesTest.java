package org.mesophyll.client.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedFramesTest {
    private static final int MASK = 0x37fa213d;

    /** The example of RFC 6455, section 5.7, as a binary frame. */
    @Test
    void hello_is_masked_as_in_the_rfc() {
        ByteBuffer frame = MaskedFrames.of(ByteBuffer.wrap("Hello".getBytes(StandardCharsets.US_ASCII)), MASK);

        assertThat(hex(frame)).isEqualTo("82" + "85" + "37fa213d" + "7f9f4d5158");
    }

    @ParameterizedTest
    @CsvSource({"0, 80", "125, fd", "126, fe007e", "65535, feffff", "65536, ff0000000000010000"})
    void every_length_has_its_header_and_comes_out_again(int length, String header) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);

        ByteBuffer frame = MaskedFrames.of(ByteBuffer.wrap(payload), MASK);

        assertThat(hex(frame.duplicate().limit(1 + header.length() / 2))).isEqualTo("82" + header);
        byte[] masked = new byte[length];
        frame.position(1 + header.length() / 2 + Integer.BYTES).get(masked);
        assertThat(frame.hasRemaining()).isFalse();
        assertThat(unmasked(masked)).isEqualTo(payload);
    }

    @Test
    void the_payload_stays_as_it_was_and_masks_differ() {
        ByteBuffer payload = ByteBuffer.wrap(new byte[] {9, 1, 2, 3}).position(1);

        ByteBuffer one = MaskedFrames.of(payload);
        ByteBuffer other = MaskedFrames.of(payload);

        assertThat(payload).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(one).isNotEqualTo(other); // but for one time in 4 thousand million
    }

    private static byte[] unmasked(byte[] masked) {
        byte[] mask = ByteBuffer.allocate(Integer.BYTES).putInt(MASK).array();
        byte[] plain = masked.clone();
        for (int i = 0; i < plain.length; i++) {
            plain[i] ^= mask[i % mask.length];
        }
        return plain;
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
