package org.mesophyll.master.state;

import java.util.Locale;

/** Where a job stands. */
public enum JobState {
    /** It waits for its tenant's worker. */
    PENDING,
    /** The worker has it, or had it when the master ended. */
    RUNNING,
    /** The script returned something. */
    COMPLETED,
    /** The script failed, or nobody would run it. */
    FAILED,
    /** It did not end in time. */
    TIMED_OUT,
    /** Somebody cancelled it. */
    CANCELLED,
    /** The worker's connection was lost, or the master ended: it may have run. */
    LOST;

    /** Says whether it stays as it is. */
    public boolean isEnd() {
        return this != PENDING && this != RUNNING;
    }

    /** Returns the word for it, such as {@code timed_out}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the state that a word is for.
     *
     * @throws IllegalArgumentException if it is for none
     */
    public static JobState of(String word) {
        for (JobState state : values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException(
                "a job is pending, running, completed, failed, timed_out, cancelled or lost");
    }
}
