package org.mesophyll.master.scripts;

import java.util.concurrent.CompletableFuture;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobState;

/** A job that has not ended. Safe for use by any number of threads. */
final class LiveJob {
    private final Job job;
    private final ScriptLog log;
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();
    private final CompletableFuture<JobState> ended = new CompletableFuture<>();
    private boolean cancelled; // guarded by this, like the next
    private Runnable giveUp = () -> {};

    LiveJob(Job job, ScriptLog log) {
        this.job = job;
        this.log = log;
    }

    Job job() {
        return job;
    }

    /** Returns what its script logs. */
    ScriptLog log() {
        return log;
    }

    /** Completes with true when its start is kept, or with false if it ends without one. */
    CompletableFuture<Boolean> started() {
        return started;
    }

    /** Completes when its end is kept. */
    CompletableFuture<JobState> ended() {
        return ended;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Says how to give up on what it waits for now. */
    synchronized void waitsFor(Runnable giveUpOnIt) {
        giveUp = giveUpOnIt;
    }

    /** Takes note that it is cancelled, and returns how to give up on what it waits for. */
    synchronized Runnable cancel() {
        cancelled = true;
        return giveUp;
    }
}
