package org.mesophyll.bench.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** As much of Protocol Buffers and of gRPC's framing as a key and a value need. */
final class ProtoBuf {
    private static final int LENGTH_DELIMITED = 2;
    private static final int FRAME_HEADER = 5;

    private ProtoBuf() {}

    /** Returns a message whose fields 1, 2 and so on are these texts. */
    static byte[] message(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int number = 1; number <= fields.length; number++) {
            byte[] text = fields[number - 1].getBytes(StandardCharsets.UTF_8);
            out.write(number << 3 | LENGTH_DELIMITED);
            writeLength(out, text.length);
            out.writeBytes(text);
        }
        return out.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        int rest = length;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    /** Returns an uncompressed message as gRPC sends it. */
    static byte[] frame(byte[] message) {
        return ByteBuffer.allocate(FRAME_HEADER + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }
}
