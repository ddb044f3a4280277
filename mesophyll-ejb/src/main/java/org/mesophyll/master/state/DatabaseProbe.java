package org.mesophyll.master.state;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the database answers: asks it nothing but for a number, once a second at most however many want to know, one question
 * at a time, on a thread of its own.
 *
 * <p>Safe for use by any number of threads. Few of them wait: only those that come while no answer of the last {@value #USABLE_SECONDS}
 * seconds is known, and no longer than the deadline.
 */
public final class DatabaseProbe implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DatabaseProbe.class.getName());

    static final int USABLE_SECONDS = 3;

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long USABLE_NANOS = TimeUnit.SECONDS.toNanos(USABLE_SECONDS);
    private static final long IDLE_SECONDS = 10;

    private final Runnable question;
    private final Duration deadline;
    private final LongSupplier nanoClock;
    private final ThreadPoolExecutor threads;
    private final Object lock = new Object();
    private @Nullable Answer last; // guarded by lock, like the next
    private @Nullable Flight flight; // under way; null if there is none

    private record Answer(boolean up, long atNanos) {}

    private record Flight(CompletableFuture<Boolean> result, long sinceNanos) {}

    DatabaseProbe(SqlTransactions transactions) {
        this(
                () -> transactions.read(sql -> sql.first("select 1", List.of(), row -> row.getInt(1))),
                DEADLINE,
                System::nanoTime);
    }

    /**
     * Makes a probe.
     *
     * @param question returns if the database answers, and throws if it does not
     * @param deadline after which it counts as down
     */
    DatabaseProbe(Runnable question, Duration deadline, LongSupplier nanoClock) {
        this.question = question;
        this.deadline = deadline;
        this.nanoClock = nanoClock;
        this.threads =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), task -> {
                    Thread thread = new Thread(task, "mesophyll-database-probe");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Says whether the database has answered just now. */
    public boolean isUp() {
        Flight awaited;
        boolean isMine = false;
        synchronized (lock) {
            long now = nanoClock.getAsLong();
            Answer known = last;
            if (known != null && now - known.atNanos() < FRESH_NANOS) {
                return known.up();
            }
            awaited = flight;
            if (awaited == null) {
                awaited = new Flight(new CompletableFuture<>(), now);
                flight = awaited;
                isMine = true;
            } else if (now - awaited.sinceNanos() >= deadline.toNanos()) {
                return false;
            } else if (known != null && now - known.atNanos() < USABLE_NANOS) {
                return known.up();
            }
        }
        if (isMine) {
            start(awaited);
        }
        return await(awaited);
    }

    private void start(Flight started) {
        try {
            threads.execute(() -> ask(started));
        } catch (RuntimeException | Error e) { // no thread can be had, or it is closed
            LOG.log(Level.DEBUG, "the database cannot be asked", e);
            land(started, false);
        }
    }

    private void ask(Flight started) {
        boolean up = false;
        try {
            question.run();
            up = true;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.DEBUG, "the database does not answer", e);
        } finally {
            land(started, up);
        }
    }

    private void land(Flight started, boolean up) {
        synchronized (lock) {
            last = new Answer(up, nanoClock.getAsLong());
            flight = null;
        }
        started.result().complete(up);
    }

    private boolean await(Flight awaited) {
        try {
            return awaited.result().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a probe ends with an answer", e);
        }
    }

    /** Ends its thread. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
