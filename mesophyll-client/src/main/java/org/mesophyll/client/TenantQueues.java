package org.mesophyll.client;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.Handoff;
import org.mesophyll.mesh.work.RareLog;
import org.mesophyll.protocol.TenantId;

/**
 * Runs the tasks of different tenants at the same time and those of one tenant in order.
 *
 * <p>A tenant is known only while it has tasks. How many tasks wait or run together is bounded. No locks: the thread that
 * reads the connection and those that run tasks meet here for every message. Tenants whose tasks take long share a
 * {@link SlowLane}.
 */
final class TenantQueues {
    private static final System.Logger LOG = System.getLogger(TenantQueues.class.getName());
    private static final RareLog REFUSALS = new RareLog(LOG, System::nanoTime);
    private static final Guard FAILURES = new Guard(LOG, "a task that the executor did not take could not be refused");

    private final Executor executor;
    private final int maxInFlight;
    private final int maxPerTenant;
    private final SlowLane<Turn> slowLane;
    private final ConcurrentMap<TenantId, Turn> last = new ConcurrentHashMap<>(); // of each tenant that has tasks
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Object idle = new Object();
    private volatile boolean closed;
    private volatile boolean idleIsAwaited;

    /** What became of a task. */
    enum Submission {
        /** It will run. */
        ACCEPTED,
        /** As many as may already wait or run. */
        FULL,
        /** As many of the tenant as may already wait or run. */
        TENANT_FULL,
        /** No more tasks are taken. */
        CLOSED
    }

    /**
     * Makes queues.
     *
     * @param maxInFlight how many tasks wait or run together at most
     * @param maxPerTenant how many of those are one tenant's at most
     * @param maxSlow how many tasks run at a time of tenants whose tasks take long
     * @param slow how long a task takes that makes its tenant one of those
     */
    TenantQueues(
            Executor executor, int maxInFlight, int maxPerTenant, int maxSlow, Duration slow, LongSupplier nanoClock) {
        this.executor = executor;
        this.maxInFlight = maxInFlight;
        this.maxPerTenant = maxPerTenant;
        this.slowLane = new SlowLane<>(maxSlow, slow, nanoClock);
    }

    /** A task of a tenant; must not throw. */
    interface Task extends Runnable {
        /** Called instead of {@link #run}, on any thread, if the executor does not take the task. */
        default void refused() {}
    }

    /** Queues a task behind the tenant's others, or says why not. */
    Submission submit(TenantId tenant, Task task) {
        int taken = inFlight.incrementAndGet(); // before the look at closed: who closes and then sees 0 has seen all
        if (closed || taken > maxInFlight) {
            count(-1);
            return closed ? Submission.CLOSED : Submission.FULL;
        }
        Turn turn;
        Turn before;
        try {
            Turn latest = last.get(tenant);
            turn = new Turn(tenant, task, latest == null ? new AtomicInteger() : latest.ofTenant);
            if (turn.ofTenant.incrementAndGet() > maxPerTenant) {
                turn.ofTenant.decrementAndGet();
                count(-1);
                return Submission.TENANT_FULL;
            }
            before = last.put(tenant, turn);
        } catch (Error e) { // no memory for it: it does not wait, so it must not count
            count(-1);
            throw e;
        }
        if (before == null || !before.isFollowedBy(turn)) {
            start(turn);
        }
        return Submission.ACCEPTED;
    }

    /** Takes no more tasks; those that were accepted still run. */
    void close() {
        closed = true;
    }

    /** Returns how many tasks wait or run. */
    int inFlight() {
        return inFlight.get();
    }

    /** Waits until no task waits or runs, and says whether that came about in time. */
    boolean awaitIdle(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        synchronized (idle) {
            idleIsAwaited = true; // before the look at the count: who ends the last task after that wakes this thread
            while (inFlight.get() > 0) {
                long leftNanos = deadline - System.nanoTime();
                if (leftNanos <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(idle, leftNanos);
            }
            return true;
        }
    }

    /** Starts a turn; one that the executor refuses ends, and the next of the tenant is tried. */
    private void start(Turn first) {
        Turn turn = first;
        while (turn != null) {
            if (slowLane.isSlow(turn.tenant)) {
                slowLane.add(turn);
                startSlow();
                return;
            }
            if (Handoff.execute(executor, turn, turn)) {
                return;
            }
            turn = turn.end();
        }
    }

    private void startSlow() {
        for (Turn turn = slowLane.next(); turn != null; turn = slowLane.next()) {
            turn.inSlowLane = true;
            if (!Handoff.execute(executor, turn, turn)) {
                slowLane.leave();
                Turn following = turn.end();
                if (following != null) {
                    slowLane.add(following);
                }
            }
        }
    }

    private void count(int change) {
        if (inFlight.addAndGet(change) == 0 && idleIsAwaited) {
            synchronized (idle) {
                idle.notifyAll();
            }
        }
    }

    /** A task, and whichever of its tenant is to follow; takes the executor's refusal itself, to save an object. */
    private final class Turn implements Runnable, Consumer<Throwable> {
        private final TenantId tenant;
        private final Task task;
        private final AtomicInteger ofTenant; // how many wait or run; those who begin a tenant at once each count anew
        private final AtomicReference<@Nullable Turn> next = new AtomicReference<>(); // itself once nothing may follow
        private boolean inSlowLane; // written before the executor gets it

        private Turn(TenantId tenant, Task task, AtomicInteger ofTenant) {
            this.tenant = tenant;
            this.task = task;
            this.ofTenant = ofTenant;
        }

        /** Says whether the argument runs when this has ended; if not, this has ended already. */
        private boolean isFollowedBy(Turn turn) {
            return next.compareAndSet(null, turn);
        }

        @Override
        public void accept(Throwable refusal) {
            REFUSALS.warn(() -> "the executor took no more work: " + refusal);
            FAILURES.run(task::refused);
        }

        /** Runs the task and then starts the next, as a task of its own so that no tenant keeps a thread. */
        @Override
        public void run() {
            long startedNanos = slowLane.now();
            try {
                task.run();
            } finally {
                slowLane.ended(tenant, startedNanos);
                Turn following = end();
                if (inSlowLane) {
                    slowLane.leave();
                    startSlow();
                }
                if (following != null) {
                    start(following);
                }
            }
        }

        /** Ends this turn, and returns the one that it is then. */
        private @Nullable Turn end() {
            ofTenant.decrementAndGet();
            count(-1);
            if (next.compareAndSet(null, this)) {
                last.remove(tenant, this);
                return null;
            }
            return next.get();
        }
    }
}
