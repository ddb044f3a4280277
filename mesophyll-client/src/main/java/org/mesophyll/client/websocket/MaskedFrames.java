package org.mesophyll.client.websocket;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Makes binary frames as a client sends them, by RFC 6455: whole, and masked. */
final class MaskedFrames {
    private static final byte FINAL_BINARY = (byte) 0x82;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MOST_HEADER_BYTES = 14;
    private static final int MOST_OF_16 = 0xffff;
    private static final SecureRandom MASKS = new SecureRandom();

    private MaskedFrames() {}

    /** Returns a frame with a copy of the buffer's remaining bytes. */
    static ByteBuffer of(ByteBuffer payload) {
        return of(payload, MASKS.nextInt());
    }

    static ByteBuffer of(ByteBuffer payload, int mask) {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(MOST_HEADER_BYTES + length).put(FINAL_BINARY);
        if (length < LENGTH_16) {
            frame.put((byte) (MASKED | length));
        } else if (length <= MOST_OF_16) {
            frame.put((byte) (MASKED | LENGTH_16)).putShort((short) length);
        } else {
            frame.put((byte) (MASKED | LENGTH_64)).putLong(length);
        }
        frame.putInt(mask);
        int start = frame.position();
        frame.put(payload.duplicate());
        mask(frame, start, mask);
        return frame.flip();
    }

    /** Masks what is between a position and the buffer's own, eight bytes at a time. */
    private static void mask(ByteBuffer frame, int start, int mask) {
        int end = frame.position();
        long twice = (long) mask << Integer.SIZE | Integer.toUnsignedLong(mask);
        int at = start;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            frame.putLong(at, frame.getLong(at) ^ twice);
        }
        for (; at < end; at++) {
            int shift = Byte.SIZE * (3 - (at - start) % Integer.BYTES);
            frame.put(at, (byte) (frame.get(at) ^ (mask >>> shift)));
        }
    }
}
