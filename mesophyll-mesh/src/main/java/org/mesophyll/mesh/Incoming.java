package org.mesophyll.mesh;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.SerialTurn;

/**
 * The envelopes that came and that nobody has received, bounded in messages and bytes; the connections of a mesh fill it,
 * and any number of threads receive from it. Nobody who fills it takes a lock or waits.
 *
 * <p>When it is full, messages stay in their connections, and those stand in a line. Whoever makes room, or comes to stand
 * in the line, lets the first one in and sends it to the end of the line if it has more: one message each, so that a
 * connection which is flooded starves no other. One thread at a time does that, for all who want it meanwhile.
 */
public final class Incoming implements MeshReceiver {
    private static final Guard FILLS =
            new Guard(System.getLogger(Incoming.class.getName()), "a connection's message could not be let in");
    private static final int MESSAGES_SHIFT = 40;
    private static final long ONE_MESSAGE = 1L << MESSAGES_SHIFT;
    private static final long BYTES_MASK = ONE_MESSAGE - 1;
    private static final int CLOSING_PERMITS = 1 << 30;
    /** So many failures, and filling waits for the next receive: one that fails each time must not keep this thread. */
    private static final int MOST_FAILURES = 16;

    private final OutboxBounds bounds;
    private final Queue<Envelope> queue = new ConcurrentLinkedQueue<>();
    private final Semaphore available =
            new Semaphore(0); // one permit for each envelope, and very many once it is closed
    private final AtomicLong level = new AtomicLong(); // messages above 40 bits of bytes, so that one step decides
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Queue<Waiting> line = new ConcurrentLinkedQueue<>();
    private final SerialTurn filling = new SerialTurn(FILLS, this::fill);

    Incoming(OutboxBounds bounds) {
        this.bounds = bounds;
    }

    @Override
    public ReceiveOutcome receive() throws InterruptedException {
        available.acquire();
        return take();
    }

    @Override
    public ReceiveOutcome receive(Duration within) throws InterruptedException {
        return available.tryAcquire(within.toNanos(), TimeUnit.NANOSECONDS)
                ? take()
                : new ReceiveOutcome.TimedOut(within);
    }

    /** Returns how many envelopes wait. */
    public int messages() {
        return (int) (level.get() >>> MESSAGES_SHIFT);
    }

    /** Returns how many bytes the envelopes that wait carry. */
    public long bytes() {
        return level.get() & BYTES_MASK;
    }

    /** Takes an envelope if there is room and nobody stands in the line. */
    boolean offerPastLine(Envelope envelope) {
        if (!line.isEmpty() || !reserve(envelope.payload().length)) {
            return false;
        }
        put(envelope);
        return true;
    }

    /** Lets a connection's messages in as soon as there is room; it is not in the line. */
    void standInLine(Waiting waiting) {
        line.add(waiting);
        filling.ask();
    }

    /** Ends every receive, once what has come is received. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            available.release(CLOSING_PERMITS);
        }
    }

    private ReceiveOutcome take() {
        Envelope envelope = queue.poll();
        if (envelope == null) {
            available.release(); // it was one of those for closing
            return new ReceiveOutcome.Closed();
        }
        level.addAndGet(-ONE_MESSAGE - envelope.payload().length);
        if (!line.isEmpty()) {
            filling.ask();
        }
        return new ReceiveOutcome.Received(envelope);
    }

    private void fill() {
        int failures = 0;
        while (failures < MOST_FAILURES && !line.isEmpty() && reserve(0)) {
            // Goes on after a failure: with nothing in the queue, no receive would ask again.
            if (!FILLS.run(this::letFirstIn)) {
                failures++;
            }
        }
    }

    /** Lets one message of the first in the line into the room that was reserved for it. */
    private void letFirstIn() {
        Waiting first = line.remove();
        Envelope envelope = null;
        try {
            envelope = first.takeWaiting();
        } finally {
            if (envelope == null) {
                level.addAndGet(-ONE_MESSAGE);
            } else {
                level.addAndGet(envelope.payload().length);
                put(envelope);
            }
            if (first.mustStayInLine()) {
                line.add(first);
            }
        }
    }

    private void put(Envelope envelope) {
        queue.add(envelope);
        available.release();
    }

    private boolean reserve(int bytes) {
        long before;
        do {
            before = level.get();
            if ((before >>> MESSAGES_SHIFT) >= bounds.messages() || (before & BYTES_MASK) >= bounds.bytes()) {
                return false;
            }
        } while (!level.compareAndSet(before, before + ONE_MESSAGE + bytes));
        return true;
    }

    /** Stands in the line. */
    interface Waiting {
        /** Takes the next message that waits in the connection; null if it is the mesh's no more or none waits. */
        @Nullable Envelope takeWaiting();

        /** Leaves the line, and says whether it has to be there all the same: a message came meanwhile. */
        boolean mustStayInLine();
    }
}
