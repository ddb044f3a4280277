package org.mesophyll.master.scripts;

import org.mesophyll.master.state.JobStore;
import org.mesophyll.master.state.StateUnavailableException;

/** The number of this run of the master, which the database gives at the first question. Safe for use by any number of threads. */
final class JobRun {
    private final JobStore store;
    private volatile long number; // 0 until it is known; written under the lock

    JobRun(JobStore store) {
        this.store = store;
    }

    /**
     * Returns the number; blocks while the database is asked for it.
     *
     * @throws StateUnavailableException if it is not known yet, and the database does not tell
     */
    long number() {
        long known = number;
        return known == 0 ? begin() : known;
    }

    private synchronized long begin() {
        if (number == 0) {
            number = store.beginRun();
        }
        return number;
    }
}
