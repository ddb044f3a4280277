package org.mesophyll.master.scripts;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.logs.ScriptLogs;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.UnfinishedJob;

/** The jobs that this master looks after, from before they are in the database until their end is. Safe for any thread. */
final class LiveJobs {
    private final int most;
    private final ScriptLogs logs;
    private final LongSupplier nanoClock;
    private final AtomicLong lastNumber = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<JobId, LiveJob> jobs = new ConcurrentHashMap<>();

    LiveJobs(int most, ScriptLogs logs, LongSupplier nanoClock) {
        this.most = most;
        this.logs = logs;
        this.nanoClock = nanoClock;
    }

    @Nullable LiveJob get(JobId id) {
        return jobs.get(id);
    }

    /**
     * Adds a job that was just made; empty if it is there already.
     *
     * @throws TooManyJobsException if as many are there as may
     */
    Optional<LiveJob> add(UnfinishedJob job) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            throw new TooManyJobsException(most + " jobs have not ended, as many as may");
        }
        Optional<LiveJob> added = putIfAbsent(job);
        if (added.isEmpty()) {
            count.decrementAndGet();
        }
        return added;
    }

    /** Adds a job that was acknowledged before, maybe beyond the bound; empty if it is there already. */
    Optional<LiveJob> adopt(UnfinishedJob job) {
        Optional<LiveJob> added = putIfAbsent(job);
        added.ifPresent(live -> count.incrementAndGet());
        return added;
    }

    /** Removes a job, and tells those who wait for it how it ended. */
    void end(LiveJob job, JobState state) {
        if (jobs.remove(job.id(), job)) {
            count.decrementAndGet();
        }
        job.started().complete(false); // unless it has
        job.ended().complete(state);
        job.log().end();
    }

    private Optional<LiveJob> putIfAbsent(UnfinishedJob job) {
        LiveJob live = new LiveJob(job, lastNumber.incrementAndGet(), logs.newLog(), nanoClock.getAsLong());
        return jobs.putIfAbsent(job.id(), live) == null ? Optional.of(live) : Optional.empty();
    }
}
