package org.mesophyll.master.state;

import jakarta.persistence.EntityManager;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on entities in transactions, by {@link Attempts}, and acknowledges a change once the disk has it.
 *
 * <p>Safe for use by any number of threads. Work may run several times, and each time must start anew.
 */
final class Transactions {
    private final TransactionRunner<EntityManager> runner;
    private final CommitSync sync;
    private final Attempts attempts;
    private final Function<EntityManager, @Nullable Long> name;

    Transactions(TransactionRunner<EntityManager> runner, CommitSync sync, Attempts attempts) {
        this.runner = runner;
        this.sync = sync;
        this.attempts = attempts;
        this.name = attempts.namesTransactions() ? Transactions::nameOf : entityManager -> null;
    }

    private static @Nullable Long nameOf(EntityManager entityManager) {
        Object name = entityManager.createNativeQuery(PostgresFates.CURRENT).getSingleResult();
        return name instanceof Number number ? Long.valueOf(number.longValue()) : null;
    }

    /**
     * Runs work that changes nothing, and returns what it returns.
     *
     * @throws StateUnavailableException if the database does not do it
     */
    <T extends @Nullable Object> T read(Function<EntityManager, T> work) {
        return attempts.read(runner, flushed(work));
    }

    /**
     * Runs work that changes something, and returns what it returns once the change is on the disk.
     *
     * @throws StateUnavailableException if the database does not do it, or does not say whether it did
     */
    <T extends @Nullable Object> T write(Function<EntityManager, T> work) {
        return attempts.write(runner, flushed(work), name, sync);
    }

    /** Lets the work itself fail by what the database says to its changes, which a server would wrap at the commit. */
    private static <T extends @Nullable Object> Function<EntityManager, T> flushed(Function<EntityManager, T> work) {
        return entityManager -> {
            T result = work.apply(entityManager);
            entityManager.flush();
            return result;
        };
    }
}
