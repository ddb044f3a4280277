package org.mesophyll.web.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.scripts.TooManyJobsException;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.JobStatus;
import org.mesophyll.protocol.value.Value;

/** Jobs that end when the test says so; it outlives masters, as a database does. Safe for any thread. */
final class MemoryJobs implements TaskJobs {
    private final Map<JobId, Job> kept = new ConcurrentHashMap<>();
    private final Map<JobId, CompletableFuture<Boolean>> starts = new ConcurrentHashMap<>();
    private final Map<JobId, CompletableFuture<Job>> ends = new ConcurrentHashMap<>();
    private final List<Job> created = new ArrayList<>(); // guarded by this, like the next
    private int refusals;
    private int errors;

    /** Has the next ones refused, as if too many had not ended. */
    synchronized void refuse(int times) {
        refusals = times;
    }

    /** Has the next ones fail, as on a machine that has no threads left. */
    synchronized void die(int times) {
        errors = times;
    }

    /** Keeps a job that an earlier master made. */
    Job left(Job job) {
        kept.put(job.id(), job);
        return job;
    }

    /** Returns the jobs that were made, the oldest first. */
    synchronized List<Job> created() {
        return List.copyOf(created);
    }

    /** Waits until so many have been made, and returns the last of these. */
    Job awaitCreated(int count) {
        Awaitility.await().until(() -> created().size() >= count);
        return created().get(count - 1);
    }

    void start(Job job) {
        startOf(job.id()).complete(true);
    }

    void complete(Job job, Value result) {
        end(job, JobState.COMPLETED, result, null);
    }

    void fail(Job job, String error) {
        end(job, JobState.FAILED, null, error);
    }

    private void end(Job job, JobState state, @Nullable Value result, @Nullable String error) {
        Instant now = Instant.now();
        Job.Progress progress =
                new Job.Progress(state, job.progress().created(), now.minusMillis(1), now, result, error);
        Job ended = new Job(
                job.id(),
                job.tenant(),
                job.by(),
                job.name(),
                job.code(),
                job.event(),
                job.timeout(),
                job.language(),
                job.runAgain(),
                progress);
        kept.put(job.id(), ended);
        startOf(job.id()).complete(false);
        endOf(job.id()).complete(ended);
    }

    @Override
    public synchronized CompletionStage<JobId> create(Job job) {
        if (errors > 0) {
            errors--;
            throw new OutOfMemoryError("unable to create native thread");
        }
        if (refusals > 0) {
            refusals--;
            throw new TooManyJobsException("2 jobs have not ended, as many as may");
        }
        created.add(job);
        return CompletableFuture.completedFuture(left(job).id());
    }

    @Override
    public CompletionStage<Optional<JobStatus>> find(JobId job) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(kept.get(job)).map(MemoryJobs::status));
    }

    @Override
    public CompletionStage<Boolean> awaitStart(JobId job, Duration atMost) {
        return startOf(job).copy().completeOnTimeout(false, atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<?> await(JobId job, Duration atMost) {
        return endOf(job).copy().completeOnTimeout(kept.get(job), atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static JobStatus status(Job job) {
        return new JobStatus(
                job.id(),
                job.tenant(),
                job.by(),
                job.name(),
                job.timeout(),
                job.language(),
                job.runAgain(),
                job.progress());
    }

    private CompletableFuture<Boolean> startOf(JobId job) {
        return starts.computeIfAbsent(job, id -> new CompletableFuture<>());
    }

    private CompletableFuture<Job> endOf(JobId job) {
        return ends.computeIfAbsent(job, id -> new CompletableFuture<>());
    }
}
