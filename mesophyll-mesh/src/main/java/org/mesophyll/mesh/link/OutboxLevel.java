package org.mesophyll.mesh.link;

/**
 * How full an outbox is and whether it takes more, in one long, so that one atomic step decides: the sign says closed, 23
 * bits count messages and 40 bits bytes.
 */
final class OutboxLevel {
    static final int MOST_MESSAGES = (1 << 23) - 1;
    static final long MOST_BYTES = (1L << 40) - 1;
    static final long CLOSED_AND_EMPTY = Long.MIN_VALUE;

    private static final int MESSAGES_SHIFT = 40;

    private OutboxLevel() {}

    static long of(int messages, long bytes) {
        return ((long) messages << MESSAGES_SHIFT) + bytes;
    }

    static long closed(long level) {
        return level | CLOSED_AND_EMPTY;
    }

    static boolean isClosed(long level) {
        return level < 0;
    }

    static int messages(long level) {
        return (int) (level >>> MESSAGES_SHIFT) & MOST_MESSAGES;
    }

    static long bytes(long level) {
        return level & MOST_BYTES;
    }
}
