package org.mesophyll.mesh.link;

/**
 * How much may wait in an outbox, what is in flight included.
 *
 * @param messages 1 to {@value #MOST_MESSAGES}
 * @param bytes 1 to {@value #MOST_BYTES}
 */
public record OutboxBounds(int messages, long bytes) {
    /** The most messages that a bound can be. */
    public static final int MOST_MESSAGES = OutboxLevel.MOST_MESSAGES;

    /** The most bytes that a bound can be. */
    public static final long MOST_BYTES = OutboxLevel.MOST_BYTES;

    public OutboxBounds {
        if (messages < 1 || messages > MOST_MESSAGES) {
            throw new IllegalArgumentException("an outbox holds 1 to " + MOST_MESSAGES + " messages: " + messages);
        }
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("an outbox holds 1 to " + MOST_BYTES + " bytes: " + bytes);
        }
    }

    /** Says whether one more message may wait. */
    boolean allow(long level, int messageBytes) {
        return OutboxLevel.messages(level) < messages && OutboxLevel.bytes(level) + messageBytes <= bytes;
    }
}
