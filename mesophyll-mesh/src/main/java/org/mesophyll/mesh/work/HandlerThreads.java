package org.mesophyll.mesh.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The threads that call foreign code for what connections bring, so that no thread that reads ever does.
 *
 * <p>While tasks are quick, one thread runs one after the other and what they offer to outboxes gathers, for waking a thread
 * and writing a frame each cost more than such a task; no more threads are awake than there are processors. Once tasks take
 * longer on average, every task that waits wakes a thread, up to the bound, and each one's messages leave when it ends.
 *
 * <p>A task that throws, even an {@link Error}, is logged and keeps no other from running. Where a thread cannot be started,
 * tasks wait for those that run, or for the next {@link #tick}, which tries again.
 *
 * <p>How many tasks wait is for the caller to bound.
 */
public final class HandlerThreads implements Executor {
    private static final System.Logger LOG = System.getLogger(HandlerThreads.class.getName());
    private static final Guard TASKS = new Guard(LOG, "a task failed");
    private static final Guard STARTS = new Guard(LOG, "no thread could be started for the tasks that wait");
    private static final long QUICK_NANOS = 100_000;
    private static final int AVERAGED_TASKS = 16;
    private static final long KEEP_IDLE_SECONDS = 30;

    private final int most;
    private final int mostWhileQuick;
    private final LongSupplier nanoClock;
    private final ThreadPoolExecutor pool;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    // Written by whoever runs a task; which of two writes wins does not matter.
    private volatile long averageNanos;
    private volatile long begunNanos;
    private long begunAtLastTick; // confined to the ticking thread

    /**
     * Starts no thread before there is something to run.
     *
     * @param most how many threads there are at most, at least 1
     * @param threads makes them; a thread that has had nothing to do for 30 s ends
     */
    public HandlerThreads(int most, ThreadFactory threads, LongSupplier nanoClock) {
        this.most = most;
        this.mostWhileQuick = Math.min(most, Runtime.getRuntime().availableProcessors());
        this.nanoClock = nanoClock;
        this.pool = new ThreadPoolExecutor(
                most,
                most,
                KEEP_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // no more runs are in it than there are threads
                threads,
                new ThreadPoolExecutor.AbortPolicy());
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Has a task run.
     *
     * @throws RejectedExecutionException if the threads were stopped; the task will not run
     */
    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        if (pool.isShutdown() && waiting.remove(task)) {
            throw new RejectedExecutionException("the threads were stopped");
        }
        wake(isQuick() ? mostWhileQuick : most);
    }

    /** Wakes one more thread if tasks wait and none was begun since the last tick; to be called several times a second. */
    public void tick() {
        long begun = begunNanos;
        if (begun == begunAtLastTick && !waiting.isEmpty()) {
            wake(most);
        }
        begunAtLastTick = begun;
    }

    /**
     * Takes no more tasks and waits for those that it has.
     *
     * @param within how long at most; what runs longer is interrupted
     * @return the tasks that were not begun
     */
    public List<Runnable> stop(Duration within) {
        pool.shutdown();
        boolean interrupted = false;
        try {
            var unused = pool.awaitTermination(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        List<Runnable> left = new ArrayList<>();
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            left.add(task);
        }
        pool.shutdownNow();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }

    private boolean isQuick() {
        return averageNanos <= QUICK_NANOS;
    }

    private void wake(int upTo) {
        int now = running.get();
        while (now < upTo) {
            if (running.compareAndSet(now, now + 1)) {
                start();
                return;
            }
            now = running.get();
        }
    }

    /** Has one more thread run what waits; it is counted as running already. */
    private void start() {
        try {
            Handoff.execute(pool, this::runWhatWaits, this::takeBack);
        } catch (Throwable e) { // no memory for the hand-over itself
            takeBack(e);
        }
    }

    private void takeBack(Throwable refusal) {
        running.decrementAndGet();
        if (!pool.isShutdown()) {
            STARTS.report(refusal);
        }
    }

    private void runWhatWaits() {
        try {
            Gathering.during(this::runAll);
        } catch (Throwable e) {
            TASKS.report(e);
        } finally {
            running.decrementAndGet();
        }
        if (!waiting.isEmpty()) { // it came when this thread had looked and still counted as running
            wake(isQuick() ? mostWhileQuick : most);
        }
    }

    private void runAll() {
        long nowNanos = nanoClock.getAsLong();
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            begunNanos = nowNanos;
            if (!waiting.isEmpty()) {
                wake(isQuick() ? mostWhileQuick : most);
            }
            nowNanos = run(next, nowNanos);
        }
    }

    /** Runs a task that begins now, and returns when it has ended. */
    private long run(Runnable task, long startedNanos) {
        try {
            task.run();
        } catch (Throwable e) {
            TASKS.report(e);
        }
        long endedNanos = nanoClock.getAsLong();
        long average = averageNanos;
        averageNanos = average + (endedNanos - startedNanos - average) / AVERAGED_TASKS;
        if (isQuick()) {
            Gathering.checkpoint();
        } else {
            Gathering.flush();
        }
        return endedNanos;
    }
}
