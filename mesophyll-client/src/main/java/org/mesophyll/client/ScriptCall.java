package org.mesophyll.client;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A script that a master has asked for, while it runs: tells a handler that nobody waits for the answer any more, and takes what the
 * script logs. Safe for use by any number of threads.
 *
 * <p>What stops the work runs while this is locked, so it never stops what the handler does next.
 */
public final class ScriptCall {
    private final Consumer<String> lines;
    private boolean cancelled; // guarded by this, like the next
    private @Nullable Runnable stop;

    /**
     * Makes a call.
     *
     * @param lines takes what the script logs; must not block
     */
    public ScriptCall(Consumer<String> lines) {
        this.lines = lines;
    }

    /**
     * Tells whoever asked for the script of a line that it has logged; never blocks. It may be lost: when much waits to be sent, or
     * when the master speaks version 1.
     */
    public void say(String line) {
        lines.accept(line);
    }

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
