package org.mesophyll.mesh.link;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.Guard;

/**
 * The requests of one connection that wait for an answer.
 *
 * <p>Answer, deadline, cancellation and close race for a request by taking it out of its slot; who gets it ends it, and
 * nobody else does. Completions run on the thread that won, outside of every lock; they must not block, and one that throws
 * is logged and keeps no other from its ending.
 *
 * <p>A request's id is random but for its lowest bits, which say where the request is: no hashing, no boxed keys.
 *
 * @param <A> the answer
 */
public final class PendingRequests<A> {
    private static final Guard COMPLETIONS = new Guard(
            System.getLogger(PendingRequests.class.getName()), "the callback of a request that has ended failed");
    /** How many requests may wait in one table at most. */
    public static final int MOST_PENDING = Slots.MOST_ENTRIES;

    private static final long NEVER = Long.MAX_VALUE;

    private final int maxPending;
    private final LongSupplier nanoClock;
    private final long bornNanos;
    private final Slots<Pending<A>> slots;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong nextDeadlineNanos = new AtomicLong(NEVER); // since birth; none that waits is before it
    private volatile @Nullable CloseReason closed;

    /**
     * Makes an empty table.
     *
     * @param maxPending how many requests may wait at most, 1 to {@value #MOST_PENDING}
     * @param nanoClock a clock such as {@link System#nanoTime()}
     * @param random makes random bits; 64 for every id
     */
    public PendingRequests(int maxPending, LongSupplier nanoClock, LongSupplier random) {
        this.slots = new Slots<>(maxPending, random);
        this.maxPending = maxPending;
        this.nanoClock = nanoClock;
        this.bornNanos = nanoClock.getAsLong();
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
        long deadlineNanos = saturated(age() + within.toNanos());
        if (count.getAndUpdate(waiting -> Math.min(waiting + 1, maxPending)) == maxPending) {
            return OptionalLong.empty();
        }
        long id;
        try {
            id = slots.place(new Pending<>(within, deadlineNanos, completion), count.get());
        } catch (RuntimeException | Error e) { // no memory for it: it does not wait, so it must not count
            count.decrementAndGet();
            throw e;
        }
        if (deadlineNanos < nextDeadlineNanos.get()) {
            nextDeadlineNanos.accumulateAndGet(deadlineNanos, Math::min);
        }
        CloseReason reason = closed;
        if (reason != null) {
            end(id, new Ending.Closed<>(reason)); // closed between: close() may have missed the entry
        }
        return OptionalLong.of(id);
    }

    /** Returns what is to be called when a request ends, if it still waits. */
    public Optional<Consumer<Ending<A>>> find(long id) {
        return Optional.ofNullable(slots.find(id)).map(Pending::completion);
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

    /**
     * Ends the requests whose deadline has passed. Looks at none before the first deadline of all that were registered, so
     * that requests which are answered in time cost nothing here.
     */
    public void expire() {
        long now = age();
        if (now < nextDeadlineNanos.get()) {
            return;
        }
        nextDeadlineNanos.set(NEVER); // first: a request that is registered from here on lowers it, or is seen below
        slots.forEach((id, entry) -> {
            if (entry.deadlineNanos <= now) {
                end(id, new Ending.TimedOut<>(entry.within));
                return;
            }
            nextDeadlineNanos.accumulateAndGet(entry.deadlineNanos, Math::min);
        });
    }

    /** Ends all requests, and every one that is registered later. */
    public void close(CloseReason reason) {
        closed = reason;
        slots.forEach((id, entry) -> end(id, new Ending.Closed<>(reason)));
    }

    /** Returns how many requests wait. */
    public int size() {
        return count.get();
    }

    private boolean end(long id, Ending<A> ending) {
        Pending<A> entry = take(id);
        if (entry == null) {
            return false;
        }
        try {
            entry.completion.accept(ending);
        } catch (Throwable e) { // an Error too: close() would leave the others waiting for ever
            COMPLETIONS.report(e);
        }
        return true;
    }

    private @Nullable Pending<A> take(long id) {
        Pending<A> entry = slots.take(id);
        if (entry != null) {
            count.decrementAndGet();
        }
        return entry;
    }

    private long age() {
        return nanoClock.getAsLong() - bornNanos;
    }

    private static long saturated(long nanos) {
        return nanos < 0 ? NEVER : nanos;
    }

    private record Pending<A>(Duration within, long deadlineNanos, Consumer<Ending<A>> completion) {}
}
