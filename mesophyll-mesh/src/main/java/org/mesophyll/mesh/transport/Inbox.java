package org.mesophyll.mesh.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.SerialTurn;

/**
 * The messages of one connection that came and that nobody has taken. At its bound it switches reading off, and on again
 * when half of it is free: nothing is refused, so that what one read has brought comes on top of the bound.
 *
 * <p>One thread at a time adds; any number take. There is no lock.
 */
final class Inbox {
    private static final Guard SWITCHES =
            new Guard(System.getLogger(Inbox.class.getName()), "the reading of a connection could not be switched");
    private final OutboxBounds bounds;
    private final ReadSwitch reading;
    private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final SerialTurn adjusting = new SerialTurn(SWITCHES, this::adjust);
    private volatile boolean stopped; // written by whoever adjusts

    /**
     * Makes an empty one, of a connection that reads.
     *
     * @param reading called one at a time
     */
    Inbox(OutboxBounds bounds, ReadSwitch reading) {
        this.bounds = bounds;
        this.reading = reading;
    }

    void add(byte[] message) {
        messages.incrementAndGet(); // before it can be taken, or the level would be negative for a moment
        bytes.addAndGet(message.length);
        queue.add(message);
        if (!stopped && isFull()) {
            adjusting.ask();
        }
    }

    byte @Nullable [] poll() {
        byte[] message = queue.poll();
        if (message == null) {
            return null;
        }
        bytes.addAndGet(-message.length);
        messages.decrementAndGet();
        if (stopped && isHalfEmpty()) {
            adjusting.ask();
        }
        return message;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int messages() {
        return messages.get();
    }

    long bytes() {
        return bytes.get();
    }

    /**
     * Makes reading what the level asks for. One thread does; who comes meanwhile leaves it to that one. The level is read
     * again after every switch: who changed it may have looked at {@link #stopped} just before.
     */
    private void adjust() {
        for (boolean stop = shouldStop(); stop != stopped; stop = shouldStop()) {
            switchReading(stop);
        }
    }

    private void switchReading(boolean stop) {
        boolean switched = false;
        stopped = stop; // first: switching it on may bring messages at once
        try {
            reading.wanted(!stop);
            switched = true;
        } finally {
            if (!switched) { // so that the next message tries again
                stopped = !stop;
            }
        }
    }

    private boolean shouldStop() {
        return stopped ? !isHalfEmpty() : isFull();
    }

    private boolean isFull() {
        return messages.get() >= bounds.messages() || bytes.get() >= bounds.bytes();
    }

    private boolean isHalfEmpty() {
        return messages.get() <= bounds.messages() / 2 && bytes.get() <= bounds.bytes() / 2;
    }

    /** Switches reading. */
    interface ReadSwitch {
        void wanted(boolean reading);
    }
}
