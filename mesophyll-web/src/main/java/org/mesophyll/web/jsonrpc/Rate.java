package org.mesophyll.web.jsonrpc;

import java.util.function.LongSupplier;

/** How often something may be done: so many times at once, and then once in each interval. For any number of threads. */
final class Rate {
    private final long intervalNanos;
    private final long burstNanos;
    private final LongSupplier nanoClock;
    private long spentUntilNanos; // guarded by this: what was done so far would be paid for at this time

    /**
     * Makes one of which nothing is spent.
     *
     * @param burst how many times at once, at least 1
     * @param intervalNanos the time that pays for one, in nanoseconds
     * @param nanoClock elapsed time in nanoseconds, as of {@link System#nanoTime()}
     */
    Rate(int burst, long intervalNanos, LongSupplier nanoClock) {
        this.intervalNanos = intervalNanos;
        this.burstNanos = burst * intervalNanos;
        this.nanoClock = nanoClock;
        this.spentUntilNanos = nanoClock.getAsLong();
    }

    /** Spends one, or returns false if none is left. */
    synchronized boolean take() {
        long now = nanoClock.getAsLong();
        long spent = Math.max(0, spentUntilNanos - now);
        if (spent + intervalNanos > burstNanos) {
            return false;
        }
        spentUntilNanos = now + spent + intervalNanos;
        return true;
    }

    /** Takes one back that was spent. */
    synchronized void giveBack() {
        spentUntilNanos -= intervalNanos;
    }
}
