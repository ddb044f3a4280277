package org.mesophyll.bench.rival;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Makes and checks what goes over a rival's connections: a slot (4 bytes), a sequence number (8 bytes) and filler.
 *
 * @param requestBytes of a request, and of a message that wants no answer; 12 to 900 000
 * @param replyBytes of an answer; 12 to 900 000
 */
public record Payloads(int requestBytes, int replyBytes) {

    /** The slot of a message that wants no answer, and of an acknowledgement. */
    static final int NO_SLOT = -1;

    private static final int HEAD_BYTES = Integer.BYTES + Long.BYTES;
    private static final int MOST_BYTES = 900_000;
    private static final byte FILLER = 'm';

    public Payloads {
        check("request", requestBytes);
        check("reply", replyBytes);
    }

    byte[] request(int slot, long sequence) {
        return make(requestBytes, slot, sequence);
    }

    /** Returns the answer to a request: its slot and its sequence number again. */
    byte[] replyTo(byte[] request) {
        return make(replyBytes, slot(request), sequence(request));
    }

    /** Returns a message to the requester that so many messages have come. */
    byte[] acknowledgement(long messages) {
        return make(replyBytes, NO_SLOT, messages);
    }

    /** Says whether every byte of an answer is as it should be. */
    boolean isReply(byte[] reply, int slot, long sequence) {
        return Arrays.equals(reply, make(replyBytes, slot, sequence));
    }

    static int slot(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt();
    }

    static long sequence(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong(Integer.BYTES);
    }

    private static byte[] make(int bytes, int slot, long sequence) {
        byte[] payload = new byte[bytes];
        ByteBuffer.wrap(payload).putInt(slot).putLong(sequence);
        Arrays.fill(payload, HEAD_BYTES, bytes, FILLER);
        return payload;
    }

    private static void check(String what, int bytes) {
        if (bytes < HEAD_BYTES || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a " + what + " is " + bytes + " bytes, allowed are " + HEAD_BYTES + " to " + MOST_BYTES);
        }
    }
}
