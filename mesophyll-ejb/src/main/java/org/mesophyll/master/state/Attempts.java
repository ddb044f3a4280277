package org.mesophyll.master.state;

import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on the database: no more at a time than there are connections, and again where the database says that trying again
 * helps.
 *
 * <p>Safe for use by any number of threads. Work may run several times, and each time must start anew.
 */
final class Attempts {
    private static final int MOST_ATTEMPTS = 20;
    private static final int MOST_LOSSES = 3; // of a connection; after the first one the others are looked at
    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    // the connection is lost, 57P01 and 57P02 since the database stops or has crashed
    private static final Set<String> LOST_STATES = Set.of("08003", "08006", "57P01", "57P02");

    // 23505 a unique key was taken between look and insert, 23503 a parent row went between; 40001, 40P01 deadlock or
    // serialization; 90131, HYT00 are H2's words for a row that another transaction changes or holds
    private static final Set<String> PASSING_STATES = Set.of("23505", "23503", "40001", "40P01", "90131", "HYT00");

    private final DatabaseSettings.PoolLimits limits;
    private final Semaphore connections;

    Attempts(DatabaseSettings.PoolLimits limits) {
        this.limits = limits;
        this.connections = new Semaphore(limits.maxConnections(), true);
    }

    /**
     * Runs work, then what has to follow its commit, and returns what the work returned.
     *
     * @throws StateUnavailableException if the database does not do it, or does not say that it did
     */
    <C, T extends @Nullable Object> T run(TransactionRunner<C> runner, Function<C, T> work, CommitSync sync) {
        acquire();
        try {
            T result = retry(runner, work);
            sync.afterCommit();
            return result;
        } finally {
            connections.release();
        }
    }

    private void acquire() {
        try {
            if (connections.tryAcquire(limits.longestWait().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateUnavailableException("interrupted while waiting for a database connection", e);
        }
        throw new StateUnavailableException(
                "all " + limits.maxConnections() + " database connections have been in use for " + limits.longestWait(),
                null);
    }

    private static <C, T extends @Nullable Object> T retry(TransactionRunner<C> runner, Function<C, T> work) {
        for (int attempt = 1; ; attempt++) {
            Attempt<C, T> outcome = new Attempt<>(work);
            RuntimeException failure = outcome.runIn(runner);
            if (failure == null) {
                return outcome.result();
            }
            String state = sqlState(failure);
            if (state == null && !isOfDatabase(failure)) {
                throw failure;
            }
            boolean isLost = state != null && LOST_STATES.contains(state) && outcome.isUndone();
            if (!isLost && (state == null || !PASSING_STATES.contains(state))) {
                throw new StateUnavailableException("the database failed" + withState(state), failure);
            }
            if (attempt == (isLost ? MOST_LOSSES : MOST_ATTEMPTS)) {
                throw new StateUnavailableException(
                        "the database refused " + attempt + " times" + withState(state), failure);
            }
            // apart from each other, or those who met meet again
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(BACK_OFF_NANOS * attempt));
        }
    }

    private static String withState(@Nullable String sqlState) {
        return sqlState == null ? "" : " (SQL state " + sqlState + ")";
    }

    private static boolean isOfDatabase(RuntimeException failure) {
        return failure instanceof PersistenceException
                || failure instanceof jakarta.ejb.EJBException
                || failure instanceof SqlFailedException;
    }

    /** Returns what the database said, or null if it said nothing. */
    static @Nullable String sqlState(Throwable failure) {
        Throwable cause = failure;
        // the bound is for causes that go round in a circle
        for (int depth = 0; cause != null && depth < MOST_ATTEMPTS; depth++) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** One run; what the work throws is kept here, for a server would log and wrap it. Confined to the calling thread. */
    private static final class Attempt<C, T extends @Nullable Object> {
        private final Function<C, T> work;
        private @Nullable RuntimeException failure;
        private @Nullable T result;

        private Attempt(Function<C, T> work) {
            this.work = work;
        }

        private @Nullable RuntimeException runIn(TransactionRunner<C> runner) {
            try {
                runner.run(this::run);
                return failure;
            } catch (RuntimeException e) {
                return failure == null ? e : failure;
            }
        }

        /** Says whether the work itself failed, so that nothing was committed. */
        private boolean isUndone() {
            return failure != null;
        }

        private boolean run(C context) {
            try {
                result = work.apply(context);
                return true;
            } catch (RuntimeException e) {
                failure = e;
                return false;
            }
        }

        @SuppressWarnings("NullAway") // null only if T says so
        private T result() {
            return result;
        }
    }
}
