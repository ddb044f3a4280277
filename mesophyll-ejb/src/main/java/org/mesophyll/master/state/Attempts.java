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
    private final CommitFates fates;
    private final Semaphore connections;

    /** Makes attempts at a database that cannot be asked about a commit in doubt. */
    Attempts(DatabaseSettings.PoolLimits limits) {
        this(limits, CommitFates.UNKNOWN);
    }

    Attempts(DatabaseSettings.PoolLimits limits, CommitFates fates) {
        this.limits = limits;
        this.fates = fates;
        this.connections = new Semaphore(limits.maxConnections(), true);
    }

    /**
     * Runs work that changes nothing, and returns what it returned.
     *
     * @throws StateUnavailableException if the database does not do it
     */
    <C, T extends @Nullable Object> T read(TransactionRunner<C> runner, Function<C, T> work) {
        acquire();
        try {
            return retry(runner, new Work<>(work, null));
        } finally {
            connections.release();
        }
    }

    /**
     * Runs work that changes something, then what has to follow its commit, and returns what the work returned. If the commit is not
     * acknowledged, the database is asked what became of it.
     *
     * @param name names the transaction under way; returns null if it has changed nothing, or the database has no names
     * @throws StateUnavailableException if the database does not do it, or does not say whether it did
     */
    <C, T extends @Nullable Object> T write(
            TransactionRunner<C> runner, Function<C, T> work, Function<C, @Nullable Long> name, CommitSync sync) {
        acquire();
        try {
            T result = retry(runner, new Work<>(work, name));
            sync.afterCommit();
            return result;
        } finally {
            connections.release();
        }
    }

    /**
     * What is to be run.
     *
     * @param name names its transaction, see {@link #write}; null for work that changes nothing
     */
    private record Work<C, T extends @Nullable Object>(
            Function<C, T> work, @Nullable Function<C, @Nullable Long> name) {}

    /** Says whether the database can be asked about a commit, and so transactions must be named. */
    boolean namesTransactions() {
        return fates != CommitFates.UNKNOWN;
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

    private <C, T extends @Nullable Object> T retry(TransactionRunner<C> runner, Work<C, T> job) {
        for (int attempt = 1; ; attempt++) {
            Attempt<C, T> outcome = new Attempt<>(job);
            RuntimeException failure = outcome.runIn(runner);
            if (failure == null) {
                return outcome.result();
            }
            String state = sqlState(failure);
            if (state == null && !isOfDatabase(failure)) {
                throw failure;
            }
            boolean isPassing = state != null && PASSING_STATES.contains(state);
            boolean isLost = state != null && LOST_STATES.contains(state) && outcome.isUndone();
            if (!isPassing && outcome.isInDoubt()) {
                switch (outcome.fate(fates)) {
                    case COMMITTED -> {
                        return outcome.result();
                    }
                    case ABORTED -> isLost = true;
                    case UNKNOWN ->
                        throw StateUnavailableException.inDoubt(
                                "the database did not acknowledge the commit" + withState(state), failure);
                }
            }
            if (!isLost && !isPassing) {
                throw new StateUnavailableException(
                        "the database is away or failed" + withState(state) + "; nothing was changed", failure);
            }
            if (attempt == (isLost ? MOST_LOSSES : MOST_ATTEMPTS)) {
                throw new StateUnavailableException(
                        "the database refused " + attempt + " times" + withState(state) + "; nothing was changed",
                        failure);
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
        private final Work<C, T> job;
        private @Nullable RuntimeException failure;
        private @Nullable T result;
        private @Nullable Long transaction; // its name, if it has changed something and has one
        private boolean isDone; // but for the commit

        private Attempt(Work<C, T> job) {
            this.job = job;
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

        /** Says whether changes may have been committed although the commit failed. */
        private boolean isInDoubt() {
            return isDone && job.name() != null;
        }

        private CommitFates.Fate fate(CommitFates fates) {
            return fates.of(transaction);
        }

        private boolean run(C context) {
            try {
                result = job.work().apply(context);
                if (job.name() != null) {
                    transaction = job.name().apply(context);
                }
                isDone = true;
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
