package org.mesophyll.client;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The epoch of a worker's connection, as the master told it last; what the worker writes carries it ({@code docs/protocol.md},
 * section 4, fencing).
 *
 * <p>Safe for use by any number of threads.
 */
final class LinkEpoch {
    private static final long NONE = -1;

    private long told = NONE; // guarded by this
    private CompletableFuture<Boolean> next =
            new CompletableFuture<>(); // guarded by this; completes with the next epoch

    /** Takes an epoch that the master has told. */
    void tell(long epoch) {
        CompletableFuture<Boolean> waiting;
        synchronized (this) {
            if (epoch == told) {
                return;
            }
            told = epoch;
            waiting = next;
            next = new CompletableFuture<>();
        }
        waiting.complete(true);
    }

    /** Returns the epoch; empty if no master has told one. */
    synchronized OptionalLong current() {
        return told == NONE ? OptionalLong.empty() : OptionalLong.of(told);
    }

    /**
     * Waits for another epoch than a given one, without blocking.
     *
     * @return completes with whether there is one within the time; never fails
     */
    CompletionStage<Boolean> changesFrom(OptionalLong epoch, Duration within) {
        synchronized (this) {
            return current().equals(epoch)
                    ? next.copy().completeOnTimeout(false, within.toNanos(), TimeUnit.NANOSECONDS)
                    : CompletableFuture.completedFuture(true);
        }
    }
}
