package org.mesophyll.master.state;

import java.util.function.Predicate;

/**
 * Runs work in one transaction of its own, whatever the caller has open: a server's transactions, a data source's, or those of a
 * test.
 *
 * @param <C> by what the work reaches the database
 */
@FunctionalInterface
interface TransactionRunner<C> {
    /**
     * Runs the work once, and commits if it says true.
     *
     * @throws RuntimeException if the transaction cannot be begun or committed
     */
    void run(Predicate<C> work);
}
