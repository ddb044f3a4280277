package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait to be sent over one connection: bounded, written one at a time, in the order of their offers.
 *
 * <p>Any number of threads may offer. Whoever finds the outbox idle writes, and goes on until it is empty or until the
 * wire takes longer; then the wire's callback goes on. Nothing blocks.
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

    /** Takes no more messages and forgets those that wait. */
    void discard() {
        synchronized (lock) {
            closed = true;
            queue.clear();
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
            return writing && nowNanos - writeStartedNanos > deadlineNanos;
        }
    }

    /** Says whether a frame is in flight. */
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
            byte[] next = takeNext();
            if (next == null) {
                return;
            }
            Write write = new Write(next.length);
            write.start(next);
            if (!write.wentOnWithin()) {
                return;
            }
        }
    }

    private byte @Nullable [] takeNext() {
        Runnable emptied;
        synchronized (lock) {
            byte[] next = queue.poll();
            if (next != null) {
                writeStartedNanos = nanoClock.getAsLong();
                return next;
            }
            writing = false;
            emptied = onEmpty;
            onEmpty = () -> {};
        }
        emptied.run();
        return null;
    }

    private void release(int length) {
        synchronized (lock) {
            messages--;
            bytes -= length;
            sent++;
        }
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

    private enum Progress {
        /** The wire has the frame, and {@link Wire#send} has not returned. */
        STARTING,
        /** {@link Wire#send} returned first: the callback's thread goes on. */
        SLOW,
        /** The callback came first: the writing thread goes on, so that the stack does not grow. */
        DONE
    }

    /** One frame in flight. */
    private final class Write implements Wire.SendCallback {
        private final int length;
        private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.STARTING);

        private Write(int length) {
            this.length = length;
        }

        private void start(byte[] frame) {
            wire.send(ByteBuffer.wrap(frame), this);
        }

        /** Says whether the frame was sent before the wire returned. */
        private boolean wentOnWithin() {
            return !progress.compareAndSet(Progress.STARTING, Progress.SLOW);
        }

        @Override
        public void sent() {
            release(length);
            if (!progress.compareAndSet(Progress.STARTING, Progress.DONE)) {
                writeUntilEmptyOrSlow();
            }
        }

        @Override
        public void failed(Throwable cause) {
            discard();
            onFailure.run();
        }
    }
}
