package org.mesophyll.master.scripts;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.UnfinishedJob;
import org.mesophyll.protocol.TenantId;

/**
 * A job that has not ended, without its code and event, which are read when it starts. Safe for use by any number of threads.
 *
 * <p>Its time-out counts from when this master began to look after it, by a clock that only goes on.
 */
final class LiveJob {
    private final UnfinishedJob job;
    private final long number;
    private final ScriptLog log;
    private final long untilNanos;
    private final CompletableFuture<JobId> kept = new CompletableFuture<>();
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();
    private final CompletableFuture<JobState> ended = new CompletableFuture<>();
    private volatile @Nullable String refusal; // the last one
    private boolean cancelled; // guarded by this, like the next
    private Runnable giveUp = () -> {};

    /**
     * Makes one.
     *
     * @param number greater than those of the jobs that go before it
     * @param nowNanos what the clock shows
     */
    LiveJob(UnfinishedJob job, long number, ScriptLog log, long nowNanos) {
        this.job = job;
        this.number = number;
        this.log = log;
        this.untilNanos = nowNanos + job.timeout().toNanos();
    }

    JobId id() {
        return job.id();
    }

    TenantId tenant() {
        return job.tenant();
    }

    Duration timeout() {
        return job.timeout();
    }

    /** Returns about how much memory it takes while it runs. */
    long bytes() {
        return job.bytes();
    }

    /** Returns its place in the order of its tenant's jobs. */
    long number() {
        return number;
    }

    /** Returns how much of its time is left; not positive if none is. */
    Duration left(long nowNanos) {
        return Duration.ofNanos(untilNanos - nowNanos);
    }

    boolean isOverdue(long nowNanos) {
        return untilNanos - nowNanos <= 0;
    }

    /** Returns what its script logs. */
    ScriptLog log() {
        return log;
    }

    /** Completes when it is in the database, or with why that is not known. */
    CompletableFuture<JobId> kept() {
        return kept;
    }

    /** Completes with true when its start is kept, or with false if it ends without one. */
    CompletableFuture<Boolean> started() {
        return started;
    }

    /** Completes when its end is kept. */
    CompletableFuture<JobState> ended() {
        return ended;
    }

    /** Returns why it did not start when it was last tried, or null. */
    @Nullable String refusal() {
        return refusal;
    }

    void refused(String why) {
        refusal = why;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Says how to give up on what it waits for now; at once if it is cancelled. */
    void waitsFor(Runnable giveUpOnIt) {
        synchronized (this) {
            giveUp = giveUpOnIt;
            if (!cancelled) {
                return;
            }
        }
        giveUpOnIt.run();
    }

    /** Marks it as cancelled, and gives up on what it waits for. */
    void cancel() {
        Runnable giveUpNow;
        synchronized (this) {
            cancelled = true;
            giveUpNow = giveUp;
        }
        giveUpNow.run();
    }
}
