package org.mesophyll.mesh.work;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Gives tasks to executors, and work to threads, that may refuse: by {@link
 * java.util.concurrent.RejectedExecutionException}, by any other exception of a caller's executor, or because no thread can
 * be started ({@link OutOfMemoryError}).
 *
 * <p>Exactly one of task and refusal runs. So the refusal is the place to give back what was reserved for the task, and to
 * answer whoever waits for it:
 *
 * <pre>{@code
 * places.acquire();
 * Handoff.execute(executor, () -> {
 *     try { … } finally { places.release(); }
 * }, refusal -> places.release());
 * }</pre>
 */
public final class Handoff {
    private Handoff() {}

    /**
     * Hands a task to an executor.
     *
     * <p>What a task throws that the executor runs on this thread goes to the caller.
     *
     * @param refused gets what the executor threw, on this thread, if the task has not begun and never will
     * @return whether the executor has taken the task
     */
    public static boolean execute(Executor executor, Runnable task, Consumer<? super Throwable> refused) {
        Claim claim = new Claim(task);
        try {
            executor.execute(claim);
            return true;
        } catch (RuntimeException | Error e) {
            // A pool may have queued the task before it failed to start a thread for it.
            if (!claim.take()) {
                throw e;
            }
            refused.accept(e);
            return false;
        }
    }

    /**
     * Starts a thread.
     *
     * @param refused gets what kept it from being started, on this thread
     * @return whether it was started
     */
    public static boolean start(Thread thread, Consumer<? super Throwable> refused) {
        try {
            thread.start();
            return true;
        } catch (RuntimeException | Error e) {
            refused.accept(e);
            return false;
        }
    }

    /** A task that runs unless it was refused; the flag says that one of the two has been decided. */
    @SuppressWarnings("serial") // never written: the flag is inherited to save an object for each task
    private static final class Claim extends AtomicBoolean implements Runnable {
        private final transient Runnable task;

        private Claim(Runnable task) {
            this.task = task;
        }

        private boolean take() {
            return compareAndSet(false, true);
        }

        @Override
        public void run() {
            if (take()) {
                task.run();
            }
        }
    }
}
