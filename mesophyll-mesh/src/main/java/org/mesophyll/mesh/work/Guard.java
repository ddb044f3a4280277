package org.mesophyll.mesh.work;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Runs the steps of one loop, timer or queue so that no failure ends it: not an {@link Error} either, such as the {@link
 * OutOfMemoryError} of a thread that could not be started.
 *
 * <p>A failure is logged with its stack trace, one line in ten seconds at most, and the owner goes on with its next step. A
 * step restores its own state in {@code finally}; the guard only keeps the failure from going further.
 *
 * <pre>{@code
 * // a timer: an executor drops a periodic task that throws
 * timer.scheduleWithFixedDelay(guard.around(this::sweep), …);
 *
 * // a thread's loop
 * guard.repeat(() -> !stopped, this::takeOne);
 * }</pre>
 *
 * <p>Safe for any thread.
 */
public final class Guard {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final String what;
    private final RareLog rareLog;

    /**
     * Makes a guard that has seen no failure.
     *
     * @param log the owner's
     * @param what begins the log line and says what has failed, such as {@code "the sweep of jobs failed"}; without payloads
     */
    public Guard(System.Logger log, String what) {
        this(log, what, System::nanoTime);
    }

    /** Makes a guard with a clock of the caller's. */
    public Guard(System.Logger log, String what, LongSupplier nanoClock) {
        this.what = what;
        this.rareLog = new RareLog(log, nanoClock);
    }

    /**
     * Runs a step on this thread. Never throws.
     *
     * @return whether the step ended without a failure
     */
    public boolean run(Runnable step) {
        try {
            step.run();
            return true;
        } catch (Throwable e) {
            report(e);
            return false;
        }
    }

    /** Returns a step that never throws, for a timer or for a place that must not be left by an exception. */
    public Runnable around(Runnable step) {
        return () -> run(step);
    }

    /**
     * Repeats a step on this thread while the condition holds. After a step that failed it pauses for 100 ms, so that a loop
     * that cannot do its work takes no processor.
     *
     * <p>Ends early when the thread is interrupted, and leaves it so: a step that waits passes {@link InterruptedException}
     * on. Whoever interrupts a thread that is not to end sees to the flag within the step.
     *
     * @param goesOn asked before each step; one that throws counts as true
     */
    public void repeat(BooleanSupplier goesOn, Step step) {
        while (!Thread.currentThread().isInterrupted() && holds(goesOn)) {
            if (!runInterruptibly(step)) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Counts and logs a failure that the owner has caught itself. Never throws. */
    public void report(Throwable failure) {
        try {
            rareLog.error(() -> what, failure);
        } catch (Throwable unlogged) {
            // No memory for the line, say. It is counted, and the next line says so; going on matters more.
        }
    }

    /** Returns how many failures there were. */
    public long failures() {
        return rareLog.count();
    }

    private boolean holds(BooleanSupplier goesOn) {
        try {
            return goesOn.getAsBoolean();
        } catch (Throwable e) {
            report(e);
            return true;
        }
    }

    private boolean runInterruptibly(Step step) {
        try {
            step.run();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (Throwable e) {
            report(e);
            return false;
        }
    }

    /** One step of a loop. */
    @FunctionalInterface
    public interface Step {
        void run() throws InterruptedException;
    }
}
