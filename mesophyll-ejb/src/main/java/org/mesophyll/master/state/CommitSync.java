package org.mesophyll.master.state;

/** Brings what is committed to the disk, where the database does not do it by itself. */
@FunctionalInterface
interface CommitSync {
    /** Does nothing. */
    CommitSync NONE = () -> {};

    /**
     * Returns once everything that was committed before the call is on the disk.
     *
     * @throws StateUnavailableException if that fails
     */
    void afterCommit();
}
