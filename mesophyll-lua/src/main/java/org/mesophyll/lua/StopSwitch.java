package org.mesophyll.lua;

import org.jspecify.annotations.Nullable;

/** Interrupts the thread of a call, and no other and not later: a thread serves other machines when the call has ended. */
final class StopSwitch {
    private @Nullable Thread running; // guarded by this, like all below
    private boolean stopped;
    private boolean interrupted; // and not taken back

    /** Takes note that this thread runs a call, or says that none may run any more. */
    synchronized boolean begin() {
        running = stopped ? null : Thread.currentThread();
        return !stopped;
    }

    /** Takes note that the call has ended, and takes this switch's interrupt back. */
    synchronized void end() {
        running = null;
        if (interrupted) {
            interrupted = false;
            var unused = Thread.interrupted();
        }
    }

    /** Stops the call that runs, and all that would follow. */
    synchronized void stop() {
        stopped = true;
        if (running != null && !interrupted) {
            interrupted = true;
            running.interrupt();
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }
}
