package org.mesophyll.web.guard;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Finds out whether the threads of a server that take one task after the other are late, by a task that does nothing. Safe for
 * any thread; at most one such task waits.
 */
final class LateThreads {
    /** How long lateness is an excuse. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Executor threads;
    private final LongSupplier nanoClock;
    private final AtomicBoolean isUnderWay = new AtomicBoolean();
    private volatile long startedNanos; // of the last task that has come to its turn

    LateThreads(Executor threads, LongSupplier nanoClock) {
        this.threads = threads;
        this.nanoClock = nanoClock;
        this.startedNanos = nanoClock.getAsLong();
    }

    /** Says whether tasks that the threads were given by a time had their turn; if not, the next call may know more. */
    boolean hadTurnUntil(long nanos) {
        if (startedNanos - nanos >= 0) {
            return true;
        }
        long now = nanoClock.getAsLong();
        if (now - nanos >= LONGEST_NANOS) {
            return true;
        }
        if (isUnderWay.compareAndSet(false, true)) {
            start(now);
        }
        return startedNanos - nanos >= 0;
    }

    private void start(long now) {
        boolean isTaken = false;
        try {
            threads.execute(() -> {
                startedNanos = now;
                isUnderWay.set(false);
            });
            isTaken = true;
        } catch (RejectedExecutionException full) {
            // so they are late; the next call tries again
        } finally {
            if (!isTaken) {
                isUnderWay.set(false);
            }
        }
    }
}
