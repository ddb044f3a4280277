package org.mesophyll.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;

/**
 * Bounds how many threads tenants take together whose tasks have taken long of late, so that any number of them leaves the rest of the
 * threads to the others.
 *
 * <p>A tenant is slow from the end of a task that took the limit or longer, for {@value #PENALTY} times as long as it took, two minutes
 * at most: short tasks in between do not help. Safe for use by any number of threads.
 *
 * @param <T> what waits
 */
final class SlowLane<T> {
    private static final int PENALTY = 10;
    private static final int FORGET_ABOVE = 1024;
    private static final long LONGEST_PENALTY_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final int maxRunning;
    private final long slowNanos;
    private final LongSupplier nanoClock;
    private final ConcurrentMap<TenantId, Long> slowUntilNanos = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private final Queue<T> waiting = new ArrayDeque<>(); // guarded by lock, like the next; the queues bound it
    private int running;

    /**
     * Makes a lane.
     *
     * @param maxRunning how many tasks of slow tenants run at a time
     * @param slow how long a task takes that makes its tenant slow
     */
    SlowLane(int maxRunning, Duration slow, LongSupplier nanoClock) {
        this.maxRunning = maxRunning;
        this.slowNanos = slow.toNanos();
        this.nanoClock = nanoClock;
    }

    long now() {
        return nanoClock.getAsLong();
    }

    /** Notes that a task of a tenant has ended. */
    void ended(TenantId tenant, long startedNanos) {
        long now = now();
        long took = now - startedNanos;
        if (took >= slowNanos) {
            long penalty = took > LONGEST_PENALTY_NANOS / PENALTY ? LONGEST_PENALTY_NANOS : took * PENALTY;
            slowUntilNanos.put(tenant, now + penalty);
            if (slowUntilNanos.size() > FORGET_ABOVE) { // those who never came back
                slowUntilNanos.values().removeIf(until -> until - now <= 0);
            }
        }
    }

    boolean isSlow(TenantId tenant) {
        if (slowUntilNanos.isEmpty()) {
            return false;
        }
        Long until = slowUntilNanos.get(tenant);
        if (until == null) {
            return false;
        }
        if (until - now() > 0) {
            return true;
        }
        slowUntilNanos.remove(tenant, until);
        return false;
    }

    /** Queues a task of a slow tenant behind the others; the caller then starts what {@link #next} returns. */
    void add(T task) {
        synchronized (lock) {
            waiting.add(task);
        }
    }

    /** Returns a task to start now, or null if as many as allowed run or none waits. */
    @Nullable T next() {
        synchronized (lock) {
            if (running >= maxRunning || waiting.isEmpty()) {
                return null;
            }
            running++;
            return waiting.remove();
        }
    }

    /** Gives the place of a task back that {@link #next} returned. */
    void leave() {
        synchronized (lock) {
            running--;
        }
    }
}
