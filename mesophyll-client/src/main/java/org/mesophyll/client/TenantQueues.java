package org.mesophyll.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.mesophyll.protocol.TenantId;

/**
 * Runs the tasks of different tenants at the same time and those of one tenant in order.
 *
 * <p>A tenant has a queue only while it has tasks. How many tasks wait or run together is bounded.
 */
final class TenantQueues {
    private final Executor executor;
    private final int maxInFlight;
    private final Object lock = new Object();
    private final Map<TenantId, Queue<Runnable>> waiting = new HashMap<>(); // guarded by lock
    private int inFlight; // guarded by lock
    private boolean closed; // guarded by lock

    /** What became of a task. */
    enum Submission {
        /** It will run. */
        ACCEPTED,
        /** As many as may already wait or run. */
        FULL,
        /** No more tasks are taken. */
        CLOSED
    }

    TenantQueues(Executor executor, int maxInFlight) {
        this.executor = executor;
        this.maxInFlight = maxInFlight;
    }

    /** Queues a task behind the tenant's others, or says why not. The task must not throw. */
    Submission submit(TenantId tenant, Runnable task) {
        synchronized (lock) {
            if (closed) {
                return Submission.CLOSED;
            }
            if (inFlight == maxInFlight) {
                return Submission.FULL;
            }
            inFlight++;
            Queue<Runnable> queue = waiting.get(tenant);
            if (queue != null) {
                queue.add(task);
                return Submission.ACCEPTED;
            }
            waiting.put(tenant, new ArrayDeque<>(1));
        }
        start(tenant, task);
        return Submission.ACCEPTED;
    }

    /** Takes no more tasks; those that were accepted still run. */
    void close() {
        synchronized (lock) {
            closed = true;
        }
    }

    /** Returns how many tasks wait or run. */
    int inFlight() {
        synchronized (lock) {
            return inFlight;
        }
    }

    /** Waits until no task waits or runs, and says whether that came about in time. */
    boolean awaitIdle(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        synchronized (lock) {
            while (inFlight > 0) {
                long leftNanos = deadline - System.nanoTime();
                if (leftNanos <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, leftNanos);
            }
            return true;
        }
    }

    private void start(TenantId tenant, Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } finally {
                    goOn(tenant);
                }
            });
        } catch (RejectedExecutionException e) { // the executor was shut down: this task and those behind it never run
            forget(tenant);
        }
    }

    /** Starts the tenant's next task, as a task of its own so that no tenant keeps a thread. */
    private void goOn(TenantId tenant) {
        Runnable next;
        synchronized (lock) {
            inFlight--;
            lock.notifyAll();
            Queue<Runnable> queue = waiting.getOrDefault(tenant, new ArrayDeque<>(0));
            next = queue.poll();
            if (next == null) {
                waiting.remove(tenant);
                return;
            }
        }
        start(tenant, next);
    }

    private void forget(TenantId tenant) {
        synchronized (lock) {
            Queue<Runnable> queue = waiting.remove(tenant);
            inFlight -= 1 + (queue == null ? 0 : queue.size());
            lock.notifyAll();
        }
    }
}
