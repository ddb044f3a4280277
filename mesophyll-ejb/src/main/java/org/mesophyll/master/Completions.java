package org.mesophyll.master;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs what callers attached to their requests, so that no thread that reads answers or keeps deadlines ever does.
 *
 * <p>A request reserves its place before it is sent. So there is always room for its completion, and callers that are slow
 * to take outcomes are refused further requests instead of filling the heap or holding up the workers' answers.
 */
final class Completions implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Completions.class.getName());
    private static final long STOP_SECONDS = 5;

    private final int places;
    private final Semaphore free;
    private final ThreadFactory threads;
    private final ThreadPoolExecutor pool;

    /**
     * Starts no thread before there is something to run.
     *
     * @param size how many threads there are at most
     * @param places how many requests may be under way, or ended and not yet taken note of by their callers, at most
     */
    Completions(int size, int places, ThreadFactory threads) {
        this.places = places;
        this.free = new Semaphore(places);
        this.threads = threads;
        this.pool = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(places),
                threads,
                // The pool has stopped, and somebody waits for this.
                (completion, stopped) -> completion.run());
    }

    /** Reserves a place, and says whether there was one; {@link #run} or {@link #giveBack} frees it. */
    boolean reserve() {
        return free.tryAcquire();
    }

    /** Frees a place for which nothing is to be run. */
    void giveBack() {
        free.release();
    }

    /** Runs something that has a place, and frees that afterwards. */
    void run(Runnable completion) {
        pool.execute(() -> {
            try {
                completion.run();
            } finally {
                free.release();
            }
        });
    }

    /** Says what the bound is, for a caller that got no place. */
    String bound() {
        return places + " requests are under way or wait for their callers, as many as may";
    }

    /** Runs what waits; what callers' code holds up for longer than a few seconds is run by a last thread of its own. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            if (pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Runnable> left = pool.shutdownNow();
        LOG.log(Level.WARNING, () -> left.size() + " outcomes are late: their callers' code holds all threads");
        threads.newThread(() -> left.forEach(Runnable::run)).start();
    }
}
