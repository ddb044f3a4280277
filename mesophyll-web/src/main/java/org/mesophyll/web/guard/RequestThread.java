package org.mesophyll.web.guard;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The container's thread that began a request, as long as it is in a filter and a moment longer.
 *
 * <p>Payara gives a request that is over to its next user while the thread that began it still works on it. So whatever may
 * end the request waits until that thread has left. Safe for any thread.
 */
final class RequestThread {
    private final long settleNanos;
    private final LongSupplier nanoClock;
    private boolean entering = true; // guarded by this, like all below
    private @Nullable Runnable onLeave;
    private long leftNanos;

    /**
     * Begins with a thread in the filter.
     *
     * @param settleNanos how long the container needs for a request that its thread has left
     */
    RequestThread(long settleNanos, LongSupplier nanoClock) {
        this.settleNanos = settleNanos;
        this.nanoClock = nanoClock;
    }

    /** Runs what was decided meanwhile, on the container's thread, which calls this as it leaves the filter. */
    void leave() {
        Runnable decided;
        synchronized (this) {
            entering = false;
            leftNanos = nanoClock.getAsLong();
            decided = onLeave;
        }
        if (decided != null) {
            decided.run();
        }
    }

    /**
     * Runs a step once the container's thread has left the request: by that thread if it is about to, otherwise by a timer.
     *
     * @param timer is given what is left of the wait, 0 or less if that is over
     */
    void whenLeft(Runnable step, BodyReceptions.Timer timer) {
        long delayNanos;
        synchronized (this) {
            if (entering) {
                onLeave = step;
                return;
            }
            delayNanos = settleNanos - (nanoClock.getAsLong() - leftNanos);
        }
        timer.schedule(step, delayNanos);
    }
}
