package org.mesophyll.master.state;

import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of a transaction whose commit was not acknowledged.
 *
 * <p>Safe for use by any number of threads.
 */
@FunctionalInterface
interface CommitFates {
    /** For a database that cannot be asked. */
    CommitFates UNKNOWN = transaction -> Fate.UNKNOWN;

    /** What became of a transaction. */
    enum Fate {
        /** All of it was done. */
        COMMITTED,
        /** Nothing of it was done, or ever will be. */
        ABORTED,
        /** The database did not say, or is still at it. */
        UNKNOWN
    }

    /**
     * Asks the database, for a few seconds at most.
     *
     * @param transaction its name; null if it had none, because it had changed nothing or the database names none
     */
    Fate of(@Nullable Long transaction);
}
