package org.mesophyll.mesh.work;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a step one at a time on the threads that ask for it, without a lock. Whoever asks while the step runs returns at once,
 * and the thread that runs it runs it again.
 *
 * <p>A step that throws, even an {@link Error}, is reported to the guard and leaves the turn free: later asks run it again.
 */
public final class SerialTurn {
    private final AtomicInteger asked = new AtomicInteger(); // asks that no step has begun after
    private final Guard guard;
    private final Runnable step;

    /**
     * Makes one; nothing runs.
     *
     * @param step does all that is due when it begins
     */
    public SerialTurn(Guard guard, Runnable step) {
        this.guard = guard;
        this.step = step;
    }

    /** Has the step run once more, by this thread or by the one that runs it now. Never throws. */
    public void ask() {
        if (asked.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            guard.run(step);
            seen = asked.addAndGet(-seen);
        } while (seen != 0);
    }
}
