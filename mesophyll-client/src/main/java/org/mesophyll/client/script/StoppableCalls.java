package org.mesophyll.client.script;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.mesophyll.client.script.ScriptFailure.Kind;

/**
 * Makes calls of machines that may not obey {@link ScriptVm#stop} on threads of its own, and gives a thread up that does not come back
 * within a second of the stop: its caller gets a failure and goes on, the thread is lost until the call ends by itself.
 *
 * <p>So many threads may be lost at a time; beyond, the process is to be started again. Safe for use by any number of threads.
 */
final class StoppableCalls {
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(StoppableCalls.class.getName());
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final long IDLE_SECONDS = 10;

    private final int mostLost;
    private final Runnable whenSpent;
    private final AtomicInteger lost = new AtomicInteger();
    private final ExecutorService threads;

    /**
     * Makes it without threads.
     *
     * @param mostLost how many threads may be lost at a time
     * @param whenSpent run once more are; must not block
     */
    StoppableCalls(int mostLost, Runnable whenSpent) {
        this.mostLost = mostLost;
        this.whenSpent = whenSpent;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), new ScriptThreads());
    }

    /** Returns how many threads are lost now. */
    int lost() {
        return lost.get();
    }

    /** Makes a call on a machine; whatever it throws is thrown here. */
    ScriptOutcome run(ScriptVm vm, Callable<ScriptOutcome> call) {
        Attempt attempt = new Attempt(call);
        threads.execute(attempt);
        boolean interrupted = false;
        long stoppedNanos = 0;
        boolean stopped = false;
        try {
            while (true) {
                try {
                    return outcome(attempt, LOOK);
                } catch (TimeoutException e) {
                    if (stopped && System.nanoTime() - stoppedNanos >= GRACE.toNanos() && attempt.giveUp()) {
                        return lose();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    vm.stop();
                }
                if (!stopped && !vm.isUsable()) {
                    stopped = true;
                    stoppedNanos = System.nanoTime();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void close() {
        threads.shutdown(); // lost threads are daemons
    }

    private static ScriptOutcome outcome(Future<ScriptOutcome> attempt, Duration within)
            throws TimeoutException, InterruptedException {
        try {
            return attempt.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            if (cause instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(cause);
        }
    }

    private ScriptOutcome lose() {
        int now = lost.incrementAndGet();
        LOG.log(
                now > mostLost ? Level.ERROR : Level.WARNING,
                "a script does not stop, its thread is given up: {0} are lost, the limit is {1}{2}",
                now,
                mostLost,
                now > mostLost ? "; this process must be started again" : "");
        if (now > mostLost) {
            whenSpent.run();
        }
        return new ScriptOutcome.Failed(
                ScriptFailure.of(Kind.STOPPED, "the script did not stop when it was told to, and is given up"));
    }

    /** A call, and whether its thread was given up. */
    private final class Attempt extends FutureTask<ScriptOutcome> {
        private boolean over; // guarded by this, like the next
        private boolean givenUp;

        private Attempt(Callable<ScriptOutcome> call) {
            super(call);
        }

        @Override
        public void run() {
            super.run();
            synchronized (this) {
                over = true;
                if (givenUp) {
                    lost.decrementAndGet();
                }
            }
        }

        /** Says whether the thread is lost: not if the call has ended meanwhile. */
        private synchronized boolean giveUp() {
            givenUp = !over;
            return givenUp;
        }
    }
}
