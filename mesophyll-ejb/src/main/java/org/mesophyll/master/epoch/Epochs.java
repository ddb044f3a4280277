package org.mesophyll.master.epoch;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.WorkerId;

/**
 * Gives each connection an epoch, and says whether a worker may still write under one ({@code docs/protocol.md}, section 4,
 * fencing).
 *
 * <p>A later connection has a higher epoch, across restarts of the master too. Of each worker only the newest counts, and that
 * one only until the master itself ends the connection: a worker whose connection was merely lost may go on writing until another
 * process connects in its place. Epochs stay below 2⁵³, so that every language can hold them.
 *
 * <p>Safe for use by any number of threads; never blocks.
 */
public final class Epochs {
    private final AtomicLong last;
    private final ConcurrentMap<WorkerId, Newest> newest = new ConcurrentHashMap<>(); // one entry a worker at most

    /**
     * Makes epochs that are above a number.
     *
     * @param floor what {@link EpochStore#raise} returned
     */
    public Epochs(long floor) {
        this.last = new AtomicLong(floor);
    }

    /** Returns the epoch of a connection that is about to be made. */
    public long next() {
        return last.incrementAndGet();
    }

    /** Makes an epoch the worker's newest, unless a newer one has begun already. */
    public void begin(WorkerId worker, long epoch) {
        newest.merge(worker, new Newest(epoch, false), (known, begun) -> begun.epoch > known.epoch ? begun : known);
    }

    /** Refuses further writes under an epoch: the master has given the connection up. */
    public void end(WorkerId worker, long epoch) {
        newest.computeIfPresent(worker, (id, known) -> known.epoch == epoch ? new Newest(epoch, true) : known);
    }

    /** Returns why a worker must not write under an epoch, a sentence for people; empty if it may. */
    public Optional<String> refusal(WorkerId worker, long epoch) {
        @Nullable Newest known = newest.get(worker);
        if (known == null) {
            return Optional.of(
                    "worker " + worker + " has not connected since the master started, and this request carries epoch "
                            + epoch + " of an earlier connection: connect first");
        }
        if (known.epoch != epoch) {
            return Optional.of("this request carries epoch " + epoch + ", but the newest connection of worker " + worker
                    + " has epoch " + known.epoch + ": another process may have taken over");
        }
        return known.over
                ? Optional.of("the master has ended the connection of worker " + worker + " with epoch " + epoch
                        + ": connect again first")
                : Optional.empty();
    }

    /**
     * The newest connection of a worker.
     *
     * @param over whether the master has ended it
     */
    private record Newest(long epoch, boolean over) {}
}
