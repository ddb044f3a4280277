package org.mesophyll.master;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.HandlerThreads;
import org.mesophyll.mesh.work.Handoff;

/**
 * Runs what callers attached to their requests, so that no thread that reads answers or keeps deadlines ever does.
 *
 * <p>A request reserves its place before it is sent. So there is always room for its completion, and callers that are slow
 * to take outcomes are refused further requests instead of filling the heap or holding up the workers' answers.
 */
final class Completions implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Completions.class.getName());
    private static final Guard LATE = new Guard(LOG, "what a caller attached to its request failed");
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final int places;
    private final Semaphore free;
    private final ThreadFactory factory;
    private final HandlerThreads threads;

    /**
     * Starts no thread before there is something to run.
     *
     * @param mostThreads how many threads there are at most
     * @param places how many requests may be under way, or ended and not yet taken note of by their callers, at most
     */
    Completions(int mostThreads, int places, ThreadFactory factory) {
        this.places = places;
        this.free = new Semaphore(places);
        this.factory = factory;
        this.threads = new HandlerThreads(mostThreads, factory, System::nanoTime);
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
        Runnable andFree = () -> {
            try {
                completion.run();
            } finally {
                free.release();
            }
        };
        // If the master has stopped, or has no memory for the task: somebody waits for this.
        Handoff.execute(threads, andFree, refusal -> LATE.run(andFree));
    }

    /** Says what the bound is, for a caller that got no place. */
    String bound() {
        return places + " requests are under way or wait for their callers, as many as may";
    }

    /** Looks whether callers' code holds up the threads; see {@link HandlerThreads#tick}. */
    void tick() {
        threads.tick();
    }

    /** Runs what waits; what callers' code holds up for longer than a few seconds is run by a last thread of its own. */
    @Override
    public void close() {
        List<Runnable> left = threads.stop(STOP_WITHIN);
        if (left.isEmpty()) {
            return;
        }
        LOG.log(Level.WARNING, () -> left.size() + " outcomes are late: their callers' code holds all threads");
        Runnable runAll = () -> left.forEach(LATE::run);
        Handoff.execute(task -> factory.newThread(task).start(), runAll, refusal -> runAll.run());
    }
}
