package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * The blocking writes of one answer: the connection of a peer that does not take them is closed, which frees the thread.
 *
 * <p>One thread writes at a time; {@link #check} comes from the timer.
 */
final class WatchedWrite {
    private final AnswerDeliveries owner;
    private final HttpServletRequest request;
    private boolean isWriting; // guarded by this, like all below
    private long startedNanos;
    private long spentNanos;
    private long bytes;

    WatchedWrite(AnswerDeliveries owner, HttpServletRequest request) {
        this.owner = owner;
        this.request = request;
    }

    /** A write that may block. */
    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    /**
     * Runs a write on this thread.
     *
     * @param count the bytes that it writes
     * @throws IOException if the connection is closed, by the peer or because the peer is too slow
     */
    void write(int count, Write write) throws IOException {
        begin();
        owner.watch(this);
        try {
            write.run();
        } finally {
            owner.forget(this);
            end(count);
        }
    }

    private synchronized void begin() {
        isWriting = true;
        startedNanos = owner.nanoTime();
    }

    private synchronized void end(int count) {
        isWriting = false;
        spentNanos += owner.nanoTime() - startedNanos;
        bytes += count;
    }

    /** Closes the connection if the peer is too slow; within the lock, so that the request cannot end meanwhile. */
    synchronized void check(long nowNanos) {
        long elapsedNanos = nowNanos - startedNanos;
        if (isWriting && (owner.isTooSlow(bytes, spentNanos + elapsedNanos) || owner.isStalled(elapsedNanos))) {
            owner.close(request);
        }
    }
}
