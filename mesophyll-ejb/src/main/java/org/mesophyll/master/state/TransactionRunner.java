package org.mesophyll.master.state;

import jakarta.persistence.EntityManager;
import java.util.function.Predicate;

/** Runs work in one transaction of its own, whatever the caller has open: a server's transactions, or those of a test. */
@FunctionalInterface
interface TransactionRunner {
    /**
     * Runs the work once, and commits if it says true.
     *
     * @throws RuntimeException if the transaction cannot be begun or committed
     */
    void run(Predicate<EntityManager> work);
}
