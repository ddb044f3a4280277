package org.mesophyll.web.sockets;

/**
 * Follows the frames (RFC 6455, section 5.2) in the bytes that a client sends, without keeping any of them. Confined to the
 * thread that reads.
 */
final class FrameGauge {
    private static final int SHORT_HEADER = 2;
    private static final int LENGTH_BITS = 0x7f;
    private static final int MASK_BIT = 0x80;
    private static final int MASK_BYTES = 4;
    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int LENGTH_IN_8_BYTES = 127;
    private static final int LONGEST_HEADER = SHORT_HEADER + Long.BYTES + MASK_BYTES;

    private final byte[] header = new byte[LONGEST_HEADER];
    private int headerBytes; // of the unfinished frame that have come, like the next
    private long payloadBytes;
    private long payloadMissing; // more than 0 only behind a complete header

    /** What became of bytes. */
    enum Verdict {
        /** Every frame among them may go on. */
        FINE,
        /** A frame announces more than the limit. */
        TOO_LARGE,
        /** A frame is not masked, which every frame of a client must be (section 5.1). */
        NOT_MASKED
    }

    /**
     * Follows the next bytes; after another verdict than fine no more may be given.
     *
     * @param limit the largest payload that a frame may announce
     */
    Verdict follow(byte[] bytes, int offset, int length, long limit) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (payloadMissing > 0) {
                int step = (int) Math.min(payloadMissing, end - at);
                at += step;
                payloadBytes += step;
                payloadMissing -= step;
                if (payloadMissing == 0) {
                    begin();
                }
            } else {
                header[headerBytes++] = bytes[at++];
                if (headerBytes >= SHORT_HEADER && headerBytes == headerLength()) {
                    long announced = announced();
                    if (announced < 0 || announced > limit) {
                        return Verdict.TOO_LARGE;
                    }
                    if ((header[1] & MASK_BIT) == 0) {
                        return Verdict.NOT_MASKED;
                    }
                    payloadMissing = announced;
                    if (announced == 0) {
                        begin();
                    }
                }
            }
        }
        return Verdict.FINE;
    }

    /** Returns how many bytes of an unfinished frame have come, its header included; 0 between frames. */
    int unfinishedBytes() {
        return Math.toIntExact(headerBytes + payloadBytes);
    }

    private void begin() {
        headerBytes = 0;
        payloadBytes = 0;
    }

    private int headerLength() {
        int mask = (header[1] & MASK_BIT) == 0 ? 0 : MASK_BYTES;
        return SHORT_HEADER
                + mask
                + switch (header[1] & LENGTH_BITS) {
                    case LENGTH_IN_2_BYTES -> Short.BYTES;
                    case LENGTH_IN_8_BYTES -> Long.BYTES;
                    default -> 0;
                };
    }

    /** Returns the length in the header; negative if its highest bit is set, which section 5.2 forbids. */
    private long announced() {
        int code = header[1] & LENGTH_BITS;
        int bytes = code == LENGTH_IN_2_BYTES ? Short.BYTES : code == LENGTH_IN_8_BYTES ? Long.BYTES : 0;
        if (bytes == 0) {
            return code;
        }
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = (length << Byte.SIZE) | (header[SHORT_HEADER + i] & 0xff);
        }
        return length;
    }
}
