package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.Gathering;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.Handoff;

/**
 * The messages that wait to be sent over one connection: bounded, in the order of their offers, one frame in flight.
 *
 * <p>Any number of threads may offer; none waits, and there is no lock. Whoever finds nobody writing writes, and goes on
 * until all is written or until the connection takes longer; then its callback goes on. What gathers meanwhile leaves in
 * one frame, as far as the connection's framing allows. Under a connection that always sends at once an offering thread
 * sends for the others too, for as long as they offer.
 *
 * <p>An outbox may have writers. Who offers within {@value #BUSY_NANOS} ns of the last frame leaves the writing to them and
 * goes on to the next message, so that the messages of one busy thread gather too, as long as that goes on.
 */
public final class Outbox {
    private static final Guard FAILURES =
            new Guard(System.getLogger(Outbox.class.getName()), "no frame could be made of messages that were taken");
    private static final long BUSY_NANOS = 10_000;
    private static final int FRAMES_IN_TURN = 16;

    private final FrameSink sink;
    private final Framing framing;
    private final LongSupplier nanoClock;
    private final Runnable onFailure;
    private final @Nullable Executor writers;
    private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong level = new AtomicLong(); // as OutboxLevel packs it; what is in flight counts
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> onEmpty = new AtomicReference<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile OutboxBounds bounds; // written by whoever limits
    private volatile boolean discarded; // written by whoever discards
    private volatile @Nullable Write inFlight; // written by whoever is writing
    private volatile long wroteNanos; // written by whoever is writing: when it wrote all that waited
    private final Runnable flush = this::flush; // one object, so that a thread that gathers owes it once
    private byte @Nullable [] carried; // confined to whoever is writing: taken, but the last frame had no room for it

    /**
     * Makes an empty outbox.
     *
     * @param nanoClock a clock such as {@link System#nanoTime()}
     * @param onFailure called once, on any thread and without a lock, when a frame could not be sent
     */
    public Outbox(FrameSink sink, OutboxBounds bounds, LongSupplier nanoClock, Runnable onFailure) {
        this(sink, bounds, nanoClock, onFailure, null);
    }

    /**
     * Makes an empty outbox.
     *
     * @param writers write for a busy outbox, which has one task at a time for them; or null if there are none
     */
    Outbox(
            FrameSink sink,
            OutboxBounds bounds,
            LongSupplier nanoClock,
            Runnable onFailure,
            @Nullable Executor writers) {
        this.sink = sink;
        this.writers = writers;
        this.wroteNanos = nanoClock.getAsLong() - BUSY_NANOS;
        this.framing = sink.framing();
        this.bounds = bounds;
        this.nanoClock = nanoClock;
        this.onFailure = onFailure;
    }

    /** Takes a message, or says why not. The array is the outbox's from then on. */
    public Offer offer(byte[] message) {
        return offer(message, writers);
    }

    /** Takes a message like {@link #offer(byte[])}, for a thread that will wait for what comes of it, and so writes itself. */
    Offer offerAndWait(byte[] message) {
        return offer(message, null);
    }

    private Offer offer(byte[] message, @Nullable Executor others) {
        long before;
        long after;
        do {
            before = level.get();
            if (OutboxLevel.isClosed(before)) {
                return Offer.CLOSED;
            }
            if (!bounds.allow(before, message.length)) {
                refused.incrementAndGet();
                return Offer.FULL;
            }
            after = before + OutboxLevel.of(1, message.length);
        } while (!level.compareAndSet(before, after));
        try {
            queue.add(message);
        } catch (Error e) { // no memory: it was not taken, so it must not count
            release(1, message.length);
            throw e;
        }
        boolean fillsFrame = OutboxLevel.bytes(after) >= framing.maxBatchBytes();
        if (!Gathering.defers(flush)) {
            flushOrHandOver(others);
        } else if (fillsFrame) {
            flush();
        }
        return Offer.ACCEPTED;
    }

    /** Changes how much may wait; what waits already stays. */
    public void limit(OutboxBounds to) {
        bounds = to;
    }

    /** Writes what waits, unless somebody is writing. */
    public void flush() {
        while (!queue.isEmpty() && writing.compareAndSet(false, true)) {
            if (!writeAll()) {
                return;
            }
        }
    }

    /** Takes no more messages and forgets those that wait; what is in flight counts until the connection lets go of it. */
    public void discard() {
        discarded = true;
        level.getAndUpdate(OutboxLevel::closed);
        forgetWaiting();
    }

    /** Takes no more messages and calls the argument, on any thread, when those that wait were sent. */
    public void finish(Runnable whenEmpty) {
        onEmpty.set(whenEmpty);
        endIfEmpty(level.updateAndGet(OutboxLevel::closed));
    }

    /** Says whether one frame has been in flight for longer than the argument, in nanoseconds. */
    public boolean isStalled(long nowNanos, long deadlineNanos) {
        Write current = inFlight;
        return current != null && nowNanos - current.startedNanos > deadlineNanos;
    }

    /** Says whether a frame is in flight or about to be. */
    boolean isWriting() {
        return writing.get();
    }

    /** Says whether nothing waits and nothing is in flight. */
    boolean isEmpty() {
        return OutboxLevel.messages(level.get()) == 0;
    }

    /** Returns how full the outbox is and what it has done. */
    public Level level() {
        long now = level.get();
        return new Level(OutboxLevel.messages(now), OutboxLevel.bytes(now), sent.get(), refused.get());
    }

    private void flushOrHandOver(@Nullable Executor others) {
        if (others == null || nanoClock.getAsLong() - wroteNanos >= BUSY_NANOS) {
            flush();
        } else if (writing.compareAndSet(false, true)) {
            handOver(others);
        }
    }

    /** Has the writers go on; to be called by whoever is writing. */
    private void handOver(Executor to) {
        // If they have stopped, or have no thread, this one goes on.
        Handoff.execute(to, () -> writeInTurn(to), refusal -> writeOn());
    }

    /** Writes some frames; if more waits then, other outboxes have their turn first. */
    private void writeInTurn(Executor writers) {
        for (int frames = 0; frames < FRAMES_IN_TURN; frames++) {
            Write next = takeNext();
            if (next == null) {
                endWriting();
                flush();
                return;
            }
            if (!next.isDoneAtOnce()) {
                return;
            }
        }
        handOver(writers);
    }

    /** Goes on to write; to be called by whoever is writing. */
    private void writeOn() {
        if (writeAll()) {
            flush();
        }
    }

    private void endWriting() {
        if (writers != null) {
            wroteNanos = nanoClock.getAsLong();
        }
        writing.set(false); // whoever offered in between found somebody writing, so look again after this
    }

    /** Writes until nothing waits, and says whether it came so far; if not, the callback of the frame in flight goes on. */
    private boolean writeAll() {
        for (Write next = takeNext(); next != null; next = takeNext()) {
            if (!next.isDoneAtOnce()) {
                return false;
            }
        }
        endWriting();
        return true;
    }

    /** Takes a frame's worth of messages; null if none waits. */
    private @Nullable Write takeNext() {
        try {
            return makeNext();
        } catch (RuntimeException | Error e) { // no memory for a frame, say, whose messages were taken: they are lost
            FAILURES.report(e);
            onEmpty.set(null);
            discard();
            onFailure.run();
            return null;
        }
    }

    private @Nullable Write makeNext() {
        byte[] first = takeMessage();
        if (first == null) {
            return null;
        }
        List<byte[]> batch = null;
        long size = framing.framedBytes(first.length);
        long bytes = first.length;
        while (size < framing.maxBatchBytes()) {
            byte[] next = takeMessage();
            if (next == null) {
                break;
            }
            size += framing.framedBytes(next.length);
            if (size > framing.maxBatchBytes()) {
                size -= framing.framedBytes(next.length);
                carried = next;
                break;
            }
            batch = batch == null ? startBatch(first) : batch;
            batch.add(next);
            bytes += next.length;
        }
        Write write = batch == null
                ? new Write(framing.frame(first), 1, bytes)
                : new Write(frame(batch, (int) size), batch.size(), bytes);
        inFlight = write;
        return write;
    }

    private byte @Nullable [] takeMessage() {
        byte[] message = carried;
        carried = null;
        if (discarded) {
            release(message == null ? 0 : 1, message == null ? 0 : message.length);
            forgetWaiting();
            return null;
        }
        return message == null ? queue.poll() : message;
    }

    private static List<byte[]> startBatch(byte[] first) {
        List<byte[]> batch = new ArrayList<>();
        batch.add(first);
        return batch;
    }

    private ByteBuffer frame(List<byte[]> batch, int size) {
        ByteBuffer frame = ByteBuffer.allocate(size);
        for (byte[] message : batch) {
            framing.append(message, frame);
        }
        return frame.flip();
    }

    private void forgetWaiting() {
        for (byte[] message = queue.poll(); message != null; message = queue.poll()) {
            release(1, message.length);
        }
    }

    private void release(int messages, long bytes) {
        endIfEmpty(level.addAndGet(-OutboxLevel.of(messages, bytes)));
    }

    private void endIfEmpty(long now) {
        if (now != OutboxLevel.CLOSED_AND_EMPTY) {
            return;
        }
        Runnable whenEmpty = onEmpty.getAndSet(null);
        if (whenEmpty != null) {
            whenEmpty.run();
        }
    }

    /**
     * How full an outbox is.
     *
     * @param messages how many wait, those in flight included
     * @param bytes how many bytes those are
     * @param sent how many messages were sent since the connection began
     * @param refused how many were refused because the outbox was full
     */
    public record Level(int messages, long bytes, long sent, long refused) {}

    /** Where a frame stands. */
    private enum Stage {
        /** {@link FrameSink#send} has not returned. */
        STARTED,
        /** It has, and the callback will go on. */
        IN_FLIGHT,
        /** It is sent or has failed; whatever a connection says of it after that has no effect. */
        ENDED
    }

    /** One frame on its way. */
    private final class Write implements FrameSink.SendCallback {
        private final ByteBuffer frame;
        private final int messages;
        private final long bytes;
        private final long startedNanos = nanoClock.getAsLong();
        private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.STARTED);

        private Write(ByteBuffer frame, int messages, long bytes) {
            this.frame = frame;
            this.messages = messages;
            this.bytes = bytes;
        }

        /**
         * Hands the frame to the connection, and says whether that is done with it already. If so, the writing thread goes
         * on, so that the stack does not grow; if not, the callback's thread does.
         */
        private boolean isDoneAtOnce() {
            try {
                sink.send(frame, this);
            } catch (RuntimeException
                    | Error e) { // foreign code: one that breaks its promise must not stop the writing
                failed(e);
            }
            return !stage.compareAndSet(Stage.STARTED, Stage.IN_FLIGHT);
        }

        @Override
        public void sent() {
            Stage before = end();
            if (before == Stage.ENDED) {
                return;
            }
            sent.addAndGet(messages);
            release(messages, bytes);
            goOn(before);
        }

        @Override
        public void failed(Throwable cause) {
            Stage before = end();
            if (before == Stage.ENDED) {
                return;
            }
            onEmpty.set(null);
            release(messages, bytes);
            discard();
            onFailure.run();
            goOn(before);
        }

        private Stage end() {
            Stage before = stage.getAndSet(Stage.ENDED);
            if (before != Stage.ENDED) {
                inFlight = null;
            }
            return before;
        }

        private void goOn(Stage before) {
            if (before == Stage.IN_FLIGHT) {
                writeOn();
            }
        }
    }
}
