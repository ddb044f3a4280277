package org.mesophyll.client;

import org.jspecify.annotations.Nullable;

/**
 * Tells a handler that nobody waits for an answer any more. Safe for use by any number of threads.
 *
 * <p>What stops the work runs while this is locked, so it never stops what the handler does next.
 */
public final class Cancellation {
    private boolean cancelled; // guarded by this, like the next
    private @Nullable Runnable stop;

    /**
     * Has something run when the work is cancelled, at once if it is already; until {@link #done}.
     *
     * @param how must not block
     */
    public synchronized void onCancel(Runnable how) {
        if (cancelled) {
            how.run();
            return;
        }
        stop = how;
    }

    /** Takes note that there is nothing to stop any more. */
    public synchronized void done() {
        stop = null;
    }

    /** Says whether it was cancelled. */
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Cancels the work; no effect a second time. For whoever the work is for. */
    public synchronized void cancel() {
        if (cancelled) {
            return;
        }
        cancelled = true;
        Runnable how = stop;
        stop = null;
        if (how != null) {
            how.run();
        }
    }
}
