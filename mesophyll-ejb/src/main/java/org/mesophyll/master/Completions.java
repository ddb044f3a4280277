package org.mesophyll.master;

import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.mesophyll.mesh.link.Gathering;

/**
 * Runs what callers attached to their requests, so that no thread that reads answers or keeps deadlines ever does.
 *
 * <p>A request reserves its place before it is sent. So there is always room for its completion, and callers that are slow
 * to take outcomes are refused further requests instead of filling the heap or holding up the workers' answers.
 *
 * <p>A thread that is awake runs one completion after the other, for waking one costs more than most of them; what they
 * dispatch gathers meanwhile. No more threads are woken than there are processors, until {@link #tick} finds them held up.
 */
final class Completions implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Completions.class.getName());
    private static final long STOP_SECONDS = 5;

    private final int places;
    private final int mostThreads;
    private final int wokenThreads;
    private final Semaphore free;
    private final ThreadFactory threads;
    private final ThreadPoolExecutor pool;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>(); // bounded by the places
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong taken = new AtomicLong();
    private long takenAtLastTick; // confined to the ticking thread
    private volatile boolean closed; // written by close()

    /**
     * Starts no thread before there is something to run.
     *
     * @param mostThreads how many threads there are at most
     * @param places how many requests may be under way, or ended and not yet taken note of by their callers, at most
     */
    Completions(int mostThreads, int places, ThreadFactory threads) {
        this.places = places;
        this.mostThreads = mostThreads;
        this.wokenThreads = Math.min(mostThreads, Runtime.getRuntime().availableProcessors());
        this.free = new Semaphore(places);
        this.threads = threads;
        this.pool = new ThreadPoolExecutor(
                mostThreads,
                mostThreads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // no more runs are in it than there are threads
                threads,
                // The pool has stopped, and somebody waits for this.
                (run, stopped) -> run.run());
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
        waiting.add(completion);
        if (closed) {
            runAll();
            return;
        }
        wake(wokenThreads);
    }

    /** Says what the bound is, for a caller that got no place. */
    String bound() {
        return places + " requests are under way or wait for their callers, as many as may";
    }

    /** Wakes one more thread if callers' code has held up those that run since the last tick. */
    void tick() {
        long now = taken.get();
        if (!waiting.isEmpty() && now == takenAtLastTick) {
            wake(mostThreads);
        }
        takenAtLastTick = now;
    }

    /** Runs what waits; what callers' code holds up for longer than a few seconds is run by a last thread of its own. */
    @Override
    public void close() {
        pool.shutdown();
        boolean stopped = false;
        try {
            stopped = pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closed = true;
        if (stopped) {
            runAll();
            return;
        }
        pool.shutdownNow();
        LOG.log(Level.WARNING, () -> waiting.size() + " outcomes are late: their callers' code holds all threads");
        threads.newThread(this::runAll).start();
    }

    private void wake(int most) {
        int now = running.get();
        while (now < most) {
            if (running.compareAndSet(now, now + 1)) {
                pool.execute(this::runWhatWaits);
                return;
            }
            now = running.get();
        }
    }

    private void runWhatWaits() {
        Gathering.during(this::runAll);
        running.decrementAndGet();
        if (!waiting.isEmpty()) { // it came when this thread had looked and still counted as running
            wake(wokenThreads);
        }
    }

    private void runAll() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            taken.incrementAndGet();
            if (!waiting.isEmpty()) {
                wake(wokenThreads);
            }
            try {
                next.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "what a caller attached to a request has failed", e);
            } finally {
                free.release();
            }
            Gathering.checkpoint();
        }
    }
}
