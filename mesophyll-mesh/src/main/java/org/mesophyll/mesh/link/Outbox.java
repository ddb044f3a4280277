package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait to be sent over one connection: bounded, written one at a time, in the order of their offers.
 *
 * <p>Any number of threads may offer. Whoever finds the outbox idle writes, and goes on until it is empty or until the
 * wire takes longer; then the wire's callback goes on. Nothing waits, but under a wire that always sends at once an offering
 * thread sends for the others too, for as long as they offer.
 */
public final class Outbox {
    private final Wire wire;
    private final int maxMessages;
    private final long maxBytes;
    private final LongSupplier nanoClock;
    private final Runnable onFailure;

    private final Object lock = new Object();
    private final Queue<byte[]> queue = new ArrayDeque<>(); // guarded by lock, like all below
    private int messages;
    private long bytes;
    private boolean writing;
    private @Nullable Write inFlight;
    private long writeStartedNanos;
    private boolean closed;
    private Runnable onEmpty = () -> {};
    private long sent;
    private long refused;

    /**
     * Makes an empty outbox.
     *
     * @param nanoClock a clock such as {@link System#nanoTime()}
     * @param onFailure called once, on any thread and without a lock, when a frame could not be sent
     */
    Outbox(Wire wire, LinkSettings settings, LongSupplier nanoClock, Runnable onFailure) {
        this.wire = wire;
        this.maxMessages = settings.maxQueuedMessages();
        this.maxBytes = settings.maxQueuedBytes();
        this.nanoClock = nanoClock;
        this.onFailure = onFailure;
    }

    /** Takes a message, or says why not. The array is the outbox's from then on. */
    Offer offer(byte[] message) {
        synchronized (lock) {
            if (closed) {
                return Offer.CLOSED;
            }
            if (messages == maxMessages || bytes + message.length > maxBytes) {
                refused++;
                return Offer.FULL;
            }
            queue.add(message);
            messages++;
            bytes += message.length;
            if (writing) {
                return Offer.ACCEPTED;
            }
            writing = true;
        }
        writeUntilEmptyOrSlow();
        return Offer.ACCEPTED;
    }

    /** Takes no more messages and forgets those that wait; one that is in flight counts until the wire lets go of it. */
    void discard() {
        synchronized (lock) {
            closed = true;
            queue.clear();
            messages = inFlight == null ? 0 : 1;
            bytes = inFlight == null ? 0 : inFlight.frame.length;
        }
    }

    /** Takes no more messages and calls the argument, on any thread, when those that wait were sent. */
    void finish(Runnable whenEmpty) {
        synchronized (lock) {
            closed = true;
            if (writing) {
                onEmpty = whenEmpty;
                return;
            }
        }
        whenEmpty.run();
    }

    /** Says whether one frame has been in flight for longer than the argument, in nanoseconds. */
    boolean isStalled(long nowNanos, long deadlineNanos) {
        synchronized (lock) {
            return inFlight != null && nowNanos - writeStartedNanos > deadlineNanos;
        }
    }

    /** Says whether a frame is in flight or about to be. */
    boolean isWriting() {
        synchronized (lock) {
            return writing;
        }
    }

    /** Returns how full the outbox is and what it has done. */
    Level level() {
        synchronized (lock) {
            return new Level(messages, bytes, sent, refused);
        }
    }

    private void writeUntilEmptyOrSlow() {
        while (true) {
            Write next = takeNext();
            if (next == null || !next.isSentAtOnce()) {
                return;
            }
        }
    }

    private @Nullable Write takeNext() {
        Runnable emptied;
        synchronized (lock) {
            byte[] frame = queue.poll();
            if (frame != null) {
                writeStartedNanos = nanoClock.getAsLong();
                inFlight = new Write(frame);
                return inFlight;
            }
            writing = false;
            emptied = onEmpty;
            onEmpty = () -> {};
        }
        emptied.run();
        return null;
    }

    /**
     * How full an outbox is.
     *
     * @param messages how many wait, the one in flight included
     * @param bytes how many bytes those are
     * @param sent how many were sent since the connection began
     * @param refused how many were refused because the outbox was full
     */
    public record Level(int messages, long bytes, long sent, long refused) {}

    /** One frame in flight. What a wire says after it has said how the write ended has no effect. */
    private final class Write implements Wire.SendCallback {
        private final byte[] frame;
        private boolean returned; // guarded by lock, like all below: whether Wire.send has returned
        private boolean sent;
        private boolean ended;

        private Write(byte[] frame) {
            this.frame = frame;
        }

        /**
         * Hands the frame to the wire, and says whether it was sent before that returned. If it was, the writing thread
         * goes on, so that the stack does not grow; if not, the callback's thread does.
         */
        private boolean isSentAtOnce() {
            try {
                wire.send(ByteBuffer.wrap(frame), this);
            } catch (RuntimeException e) { // the wire is foreign: one that breaks its promise must not stop the writing
                failed(e);
            }
            synchronized (lock) {
                returned = true;
                return sent;
            }
        }

        @Override
        public void sent() {
            boolean goesOn;
            synchronized (lock) {
                if (!end()) {
                    return;
                }
                sent = true;
                goesOn = returned;
                Outbox.this.sent++;
            }
            if (goesOn) {
                writeUntilEmptyOrSlow();
            }
        }

        @Override
        public void failed(Throwable cause) {
            synchronized (lock) {
                if (!end()) {
                    return;
                }
            }
            discard();
            onFailure.run();
        }

        /** Says whether this is how the write ended, and takes the frame out of the count if so. */
        private boolean end() {
            if (ended) {
                return false;
            }
            ended = true;
            inFlight = null;
            messages--;
            bytes -= frame.length;
            return true;
        }
    }
}
