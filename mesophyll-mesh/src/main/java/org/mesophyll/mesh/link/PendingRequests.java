package org.mesophyll.mesh.link;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that wait for an answer.
 *
 * <p>Answer, deadline, cancellation and close race for a request by taking it out of the table; who gets it ends it, and
 * nobody else does. Completions run on the thread that won, outside of every lock; they must not block, and one that throws
 * is logged and keeps no other from its ending.
 *
 * @param <A> the answer
 */
public final class PendingRequests<A> {
    private static final System.Logger LOG = System.getLogger(PendingRequests.class.getName());

    private final int maxPending;
    private final LongSupplier nanoClock;
    private final LongSupplier ids;
    private final ConcurrentMap<Long, Pending<A>> pending = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable CloseReason closed;

    /**
     * Makes an empty table.
     *
     * @param maxPending how many requests may wait at most
     * @param nanoClock a clock such as {@link System#nanoTime()}
     * @param ids makes request ids; one that is pending already is passed over
     */
    public PendingRequests(int maxPending, LongSupplier nanoClock, LongSupplier ids) {
        if (maxPending < 1) {
            throw new IllegalArgumentException("at least 1 request must be able to wait: " + maxPending);
        }
        this.maxPending = maxPending;
        this.nanoClock = nanoClock;
        this.ids = ids;
    }

    /**
     * Registers a request under a new id.
     *
     * @param within how long it may wait; the next {@link #expire} after that ends it
     * @param completion called exactly once, unless no id is returned
     * @return the id, or empty if the table is full
     * @throws ArithmeticException if the duration is over 292 years
     */
    public OptionalLong register(Duration within, Consumer<Ending<A>> completion) {
        Pending<A> entry = new Pending<>(within, nanoClock.getAsLong() + within.toNanos(), completion);
        long id = ids.getAsLong();
        if (count.getAndUpdate(waiting -> Math.min(waiting + 1, maxPending)) == maxPending) {
            return OptionalLong.empty();
        }
        while (pending.putIfAbsent(id, entry) != null) {
            id = ids.getAsLong();
        }
        CloseReason reason = closed;
        if (reason != null) {
            end(id, new Ending.Closed<>(reason)); // closed between: close() may have missed the entry
        }
        return OptionalLong.of(id);
    }

    /** Ends a request with the peer's answer, and says whether it was waiting. */
    public boolean answer(long id, A answer) {
        return end(id, new Ending.Answered<>(answer));
    }

    /** Ends a request that nobody wants any more, and says whether it was waiting. */
    public boolean cancel(long id) {
        return end(id, new Ending.Cancelled<>());
    }

    /** Takes back a request that was never sent; its completion is not called. Says whether it was waiting. */
    public boolean withdraw(long id) {
        return take(id) != null;
    }

    /** Ends the requests whose deadline has passed. */
    public void expire() {
        if (pending.isEmpty()) {
            return;
        }
        long now = nanoClock.getAsLong();
        pending.forEach((id, entry) -> {
            if (now - entry.deadlineNanos >= 0) {
                end(id, new Ending.TimedOut<>(entry.within));
            }
        });
    }

    /** Ends all requests, and every one that is registered later. */
    public void close(CloseReason reason) {
        closed = reason;
        pending.keySet().forEach(id -> end(id, new Ending.Closed<>(reason)));
    }

    /** Returns how many requests wait. */
    public int size() {
        return pending.size();
    }

    private boolean end(long id, Ending<A> ending) {
        Pending<A> entry = take(id);
        if (entry == null) {
            return false;
        }
        try {
            entry.completion.accept(ending);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "what waited for the answer to a request has failed", e);
        }
        return true;
    }

    private @Nullable Pending<A> take(long id) {
        Pending<A> entry = pending.remove(id);
        if (entry != null) {
            count.decrementAndGet();
        }
        return entry;
    }

    private record Pending<A>(Duration within, long deadlineNanos, Consumer<Ending<A>> completion) {}
}
