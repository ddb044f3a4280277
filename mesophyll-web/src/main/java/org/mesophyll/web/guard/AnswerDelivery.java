package org.mesophyll.web.guard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.SerialTurn;

/**
 * One answer on its way to a peer, written as the peer takes it without a thread that waits for it.
 *
 * <p>The container calls it on threads of its own; {@link #check} comes from the timer. What they cause is done one step at a
 * time, and one of these steps completes the request.
 */
final class AnswerDelivery implements WriteListener {
    private static final Logger LOG = System.getLogger(AnswerDelivery.class.getName());
    private static final long FIRST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Guard GUARD = new Guard(LOG, "an answer could not be written");

    private final AnswerDeliveries owner;
    private final HttpServletRequest request;
    private final ServletOutputStream out;
    private final AnswerBytes bytes;
    private final AsyncContext async;
    private final RequestThread thread;
    private final AnswerBacklog backlog;
    private final long startedNanos;
    private final SerialTurn turn = new SerialTurn(GUARD, this::advance);
    private final AtomicLong written = new AtomicLong();
    private volatile long takenNanos; // when bytes were taken last; written by the turn
    private volatile boolean isTooSlow;
    private volatile boolean isBroken;
    private volatile boolean isOver;
    private boolean hasEnded; // confined to the turn, like the next
    private long pollNanos = FIRST_POLL_NANOS;

    AnswerDelivery(
            AnswerDeliveries owner,
            HttpServletRequest request,
            ServletOutputStream out,
            AnswerBytes bytes,
            AnswerBacklog backlog,
            AsyncContext async,
            RequestThread thread) {
        this.owner = owner;
        this.request = request;
        this.out = out;
        this.bytes = bytes;
        this.backlog = backlog;
        this.async = async;
        this.thread = thread;
        this.startedNanos = owner.nanoTime();
        this.takenNanos = startedNanos;
    }

    /** Begins; the container calls back from now on, perhaps before this returns. */
    void start() {
        owner.add(this);
        try {
            out.setWriteListener(this);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "the peer of an answer was gone before it began", e);
            isBroken = true;
            turn.ask();
        }
    }

    @Override
    public void onWritePossible() {
        turn.ask();
    }

    @Override
    public void onError(Throwable failure) {
        LOG.log(Level.DEBUG, "an answer was not taken to its end: {0}", failure.getClass());
        isBroken = true;
        turn.ask();
    }

    /** Closes the connection of a peer that takes its answer too slowly. */
    void check(long nowNanos) {
        if (owner.isTooSlow(written.get(), nowNanos - startedNanos) || owner.isStalled(nowNanos - takenNanos)) {
            isTooSlow = true;
            turn.ask();
        }
    }

    /** Learns that the container has ended the request. */
    void over() {
        isOver = true;
        turn.ask();
    }

    private void advance() {
        if (hasEnded) {
            return;
        }
        if (isOver) {
            end();
            return;
        }
        if (isTooSlow || isBroken || isWritten()) {
            if (isTooSlow) {
                owner.close(request);
            } else if (isBroken) {
                owner.cut(request);
            }
            end();
            thread.whenLeft(this::complete, this::elsewhere);
        }
    }

    /** Writes what the peer takes now; returns whether there is no more to do. */
    private boolean isWritten() {
        try {
            while (out.isReady()) {
                int count = backlog.hasRoom() ? bytes.writeSome(out) : 0;
                if (count == 0) {
                    return isSent();
                }
                written.addAndGet(count);
                takenNanos = owner.nanoTime();
                pollNanos = FIRST_POLL_NANOS;
            }
            return false;
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the peer of an answer was gone: {0}", e.getClass());
            isBroken = true;
            return true;
        }
    }

    /** Returns whether all has left the container, which does not call back when that changes: if not, a timer will. */
    private boolean isSent() {
        if (written.get() == bytes.length() && backlog.isSent()) {
            return true;
        }
        owner.schedule(turn::ask, pollNanos);
        pollNanos = Math.min(LAST_POLL_NANOS, 2 * pollNanos);
        return false;
    }

    private void end() {
        hasEnded = true;
        owner.remove(this);
        bytes.clear();
    }

    private void complete() {
        try {
            async.complete();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a request was over already", e);
        }
    }

    /** Completes the request on a thread of the container's: it may begin with the connection's next request right there. */
    private void elsewhere(Runnable completion, long delayNanos) {
        if (delayNanos > 0) {
            owner.schedule(() -> elsewhere(completion, 0), delayNanos);
            return;
        }
        try {
            PeerConnection.complete(request, async, completion);
        } catch (RuntimeException | Error e) { // the request is gone, or there is no thread
            LOG.log(Level.DEBUG, "a request is completed by another thread: {0}", e.getClass());
            completion.run();
        }
    }
}
