package org.mesophyll.bench.rival;

/** Bounds how many messages that want no answer are on their way over one connection. */
final class Window {

    /** Below what jnats queues by itself, 5 000, so that it is the window that holds the sender back. */
    static final int MOST = 4096;

    /** The responder acknowledges each time when so many more have come. */
    static final int ACKNOWLEDGED_EACH = 512;

    private long sent; // confined to the thread that sends
    private volatile long acknowledged; // written by the thread that reads the connection

    /** Counts one more message, if it may be sent. */
    boolean take() {
        if (sent - acknowledged >= MOST) {
            return false;
        }
        sent++;
        return true;
    }

    void acknowledged(long messages) {
        acknowledged = messages;
    }
}
