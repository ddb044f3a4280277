package org.mesophyll.mesh.work;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before the next try: twice as long each time, up to a bound, and half of that at random. */
public final class BackOff {
    private static final int MOST_DOUBLINGS = 40;

    private final long firstNanos;
    private final long longestNanos;
    private final DoubleSupplier random;

    /**
     * Makes one.
     *
     * @param first the longest that the first wait may be, more than zero
     * @param longest the longest that any may be, no less than that and at most a day
     * @param random 0 inclusive to 1 exclusive
     */
    public BackOff(Duration first, Duration longest, DoubleSupplier random) {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || longest.toDays() > 1) {
            throw new IllegalArgumentException(
                    "a back-off is more than PT0S, growing, and at most a day: " + first + " to " + longest);
        }
        this.firstNanos = first.toNanos();
        this.longestNanos = longest.toNanos();
        this.random = random;
    }

    /** Makes one from 1 s to 5 min. */
    public static BackOff standard(DoubleSupplier random) {
        return new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(5), random);
    }

    /** Returns how long to wait after so many waits, in nanoseconds: from half of {@link #mostNanos} to all of it. */
    public long nanos(int waits) {
        long half = mostNanos(waits) / 2;
        return half + (long) (random.getAsDouble() * half);
    }

    /** Returns the longest that the wait after so many may be, in nanoseconds. */
    public long mostNanos(int waits) {
        double grown = Math.scalb((double) firstNanos, Math.min(waits, MOST_DOUBLINGS));
        return (long) Math.min(grown, (double) longestNanos);
    }
}
