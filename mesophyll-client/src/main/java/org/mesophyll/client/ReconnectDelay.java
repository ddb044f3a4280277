package org.mesophyll.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Says how long to wait before the next try: exponential with full jitter. Confined to one thread. */
final class ReconnectDelay {
    private static final int MOST_DOUBLINGS = 30;

    private final long firstNanos;
    private final long capNanos;
    private final RandomGenerator random;
    private int doublings;

    ReconnectDelay(Duration first, Duration cap, RandomGenerator random) {
        this.firstNanos = first.toNanos();
        this.capNanos = cap.toNanos();
        this.random = random;
    }

    /** Starts over: the next wait is at most the first. */
    void reset() {
        doublings = 0;
    }

    /** Goes to the cap at once: trying soon would not help. */
    void raise() {
        doublings = MOST_DOUBLINGS;
    }

    /** Returns a random wait below the present bound, and doubles the bound up to the cap. */
    Duration next() {
        long bound = Math.min(capNanos, saturatedShift());
        doublings = Math.min(MOST_DOUBLINGS, doublings + 1);
        return Duration.ofNanos(random.nextLong(bound + 1));
    }

    private long saturatedShift() {
        return firstNanos > Long.MAX_VALUE >> doublings ? Long.MAX_VALUE : firstNanos << doublings;
    }
}
