package org.mesophyll.master.state;

/** How much more an answer may hold. Confined to the thread that makes the answer. */
final class AnswerBudget {
    private final DatabaseSettings.FindLimits limits;
    private int entries;
    private long bytes;

    AnswerBudget(DatabaseSettings.FindLimits limits) {
        this.limits = limits;
    }

    /**
     * Counts one more entry.
     *
     * @throws AnswerTooLargeException if it is one too many
     */
    void take(int entryBytes) {
        entries++;
        bytes += entryBytes;
        if (entries > limits.records()) {
            throw AnswerTooLargeException.ofCount(limits.records());
        }
        if (bytes > limits.bytes()) {
            throw AnswerTooLargeException.ofBytes(limits.bytes());
        }
    }
}
