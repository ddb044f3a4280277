package org.mesophyll.master.scripts;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.NamedThreads;

/**
 * The threads on which jobs take their steps. Whatever a step throws is logged, and ends neither a thread nor what is done from time to
 * time. Safe for use by any number of threads; no method but {@link #close} blocks.
 */
final class JobThreads implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JobThreads.class.getName());
    private static final int THREADS = 2;
    private static final long STOP_SECONDS = 5;

    private final Guard guard = new Guard(LOG, "a step of the jobs has failed");
    private final ScheduledThreadPoolExecutor threads;

    JobThreads() {
        this(NamedThreads.numbered("mesophyll-jobs", JobThreads.class));
    }

    JobThreads(ThreadFactory factory) {
        threads = new ScheduledThreadPoolExecutor(THREADS, factory);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.setRemoveOnCancelPolicy(true);
        threads.prestartAllCoreThreads(); // from here on no step needs a thread to be started
    }

    /** Takes a step; returns false if the threads have ended, and the next master takes it. */
    boolean run(String what, Runnable step) {
        try {
            threads.execute(guard.around(step));
            return true;
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "{0}: left to the next master", what);
            return false;
        }
    }

    /** Takes a step after a time; if the threads have ended, the next master takes it. Returns what cancels it. */
    Runnable later(Duration pause, String what, Runnable step) {
        try {
            Future<?> future = threads.schedule(guard.around(step), pause.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "{0}: left to the next master", what);
            return () -> {};
        }
    }

    /** Takes a step now, and again and again, with a pause between. */
    void every(Duration pause, Runnable step) {
        var unused = threads.scheduleWithFixedDelay(guard.around(step), 0, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the threads. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
