package org.mesophyll.master.scripts;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.WorkerArrivals;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.master.logs.ScriptLogs;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.JobStatus;
import org.mesophyll.master.state.JobStore;
import org.mesophyll.master.state.StateUnavailableException;
import org.mesophyll.master.state.UnfinishedJob;

/**
 * Runs scripts without anybody waiting for them, and remembers what became of them.
 *
 * <p>A job is in the database before it is acknowledged, and is marked there before its worker gets it. Jobs that a master leaves are
 * taken over by the next: one that waits runs, one that ran is lost, or runs again if it may. Time-outs count by a clock that only goes
 * on; dates are for people alone. No method blocks; what touches the database runs on threads of this class, and so may what is
 * attached to their stages.
 */
public final class Jobs implements AutoCloseable {
    private static final int MOST_QUESTIONS = 1_024;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final ScriptLog.Page NO_LINES = new ScriptLog.Page(List.of(), false);

    private final JobStore store;
    private final ScriptLogs logs;
    private final JobThreads threads = new JobThreads();
    private final JobRun run;
    private final LiveJobs live;
    private final JobExecution execution;
    private final JobSweep sweep;
    private final Semaphore questions = new Semaphore(MOST_QUESTIONS);

    /**
     * Makes the service; {@link #start} begins its work.
     *
     * @param clock tells the dates that people see
     * @param nanoClock a clock such as {@link System#nanoTime()}, for everything that has a deadline
     */
    public Jobs(
            JobStore store,
            ScriptRunner runner,
            Dispatcher dispatcher,
            WorkerArrivals arrivals,
            ScriptLogs logs,
            JobSettings settings,
            Clock clock,
            LongSupplier nanoClock) {
        this.store = store;
        this.logs = logs;
        this.run = new JobRun(store);
        this.live = new LiveJobs(settings.mostUnfinished(), logs, nanoClock);
        this.execution =
                new JobExecution(store, run, runner, dispatcher, arrivals, live, threads, settings, clock, nanoClock);
        this.sweep = new JobSweep(store, run, live, execution, settings.keep(), clock, nanoClock);
    }

    /** Takes over the jobs that an earlier master left, and deletes old ones from time to time. */
    public void start() {
        sweep.start(threads);
    }

    /**
     * Keeps a job and begins it.
     *
     * @return completes when it is in the database. If the database does not confirm that, the job is looked up until it answers, and
     *     runs if it is there
     * @throws TooManyJobsException if too many have not ended
     */
    public CompletionStage<JobId> create(Job job) {
        UnfinishedJob unfinished = UnfinishedJob.of(job);
        Optional<LiveJob> added = live.add(unfinished);
        if (added.isEmpty()) { // made before, and not known yet whether it is kept
            LiveJob there = live.get(job.id());
            return there == null
                    ? CompletableFuture.failedFuture(new TooManyJobsException("the job has just ended"))
                    : there.kept().copy();
        }
        LiveJob begun = added.get();
        if (!threads.run("the making of job " + job.id(), () -> keep(begun, job))) {
            live.end(begun, JobState.FAILED);
            begun.kept().completeExceptionally(stopping());
        }
        return begun.kept().copy();
    }

    private void keep(LiveJob begun, Job job) {
        try {
            addOrLookUp(job);
        } catch (StateUnavailableException e) {
            begun.kept().completeExceptionally(e);
            lookUpLater(begun);
            return;
        } catch (RuntimeException | Error e) {
            live.end(begun, JobState.FAILED);
            begun.kept().completeExceptionally(e);
            return;
        }
        begun.kept().complete(job.id());
        execution.begin(begun);
    }

    /** Tries twice, because the first may have been kept without a confirmation; then the second finds it. */
    private void addOrLookUp(Job job) {
        try {
            store.add(job, run.number());
        } catch (StateUnavailableException e) {
            if (e.refusesValue()) {
                throw e;
            }
            store.add(job, run.number());
        }
    }

    private void lookUpLater(LiveJob doubtful) {
        var unused = threads.later(LOOK_AGAIN, "the search for job " + doubtful.id(), () -> lookUp(doubtful));
    }

    private void lookUp(LiveJob doubtful) {
        Optional<JobStatus> found;
        try {
            found = store.find(doubtful.id());
        } catch (StateUnavailableException e) {
            lookUpLater(doubtful);
            return;
        }
        if (found.isPresent()) {
            execution.begin(doubtful);
        } else {
            live.end(doubtful, JobState.FAILED); // if it is committed after all, the sweep finds it
        }
    }

    /**
     * Cancels a job.
     *
     * @return completes with whether there was one that had not ended; it ends soon after
     */
    public CompletionStage<Boolean> cancel(JobId job) {
        LiveJob there = live.get(job);
        if (there == null) {
            return CompletableFuture.completedFuture(false);
        }
        there.cancel();
        return there.ended().thenApply(state -> state == JobState.CANCELLED);
    }

    /** Returns a job without its result, if it is kept. */
    public CompletionStage<Optional<JobStatus>> find(JobId job) {
        return ask(() -> store.find(job));
    }

    /** Returns a job with its result, if it is kept. */
    public CompletionStage<Optional<JobStatus>> findWithResult(JobId job) {
        return ask(() -> store.findWithResult(job));
    }

    /** Returns jobs without their results, the newest first. */
    public CompletionStage<List<JobStatus>> list(JobStore.Search search) {
        return ask(() -> store.list(search));
    }

    /**
     * Returns what a job's script has logged after a line, as far as it is kept: at once if there is any or the job has ended, or else
     * when there is, or after a time. None of a job that is not kept, or has not logged anything.
     *
     * @param after a line's number, or 0
     */
    public CompletionStage<ScriptLog.Page> lines(JobId job, long after, Duration atMost) {
        LiveJob there = live.get(job);
        return there == null
                ? ask(() -> logs.after(store.lines(job).orElse(NO_LINES), after))
                : there.log().await(after, atMost);
    }

    /**
     * Completes with true when a job's script is about to be sent to its worker, or has been; with false if the job has ended, the
     * time is over, or there is no such job that has not ended.
     */
    public CompletionStage<Boolean> awaitStart(JobId job, Duration atMost) {
        LiveJob there = live.get(job);
        return there == null
                ? CompletableFuture.completedFuture(false)
                : there.started().copy().completeOnTimeout(false, atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes when a job has ended, or the time is over, or there is no such job that has not ended. */
    public CompletionStage<?> await(JobId job, Duration atMost) {
        LiveJob there = live.get(job);
        if (there == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable JobState> ended =
                there.ended().<@Nullable JobState>thenApply(state -> state).copy();
        return ended.completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the threads; what has not ended is taken over by the next master. */
    @Override
    public void close() {
        execution.close();
        threads.close();
    }

    private <T> CompletionStage<T> ask(Supplier<T> question) {
        if (!questions.tryAcquire()) {
            throw new TooManyJobsException(MOST_QUESTIONS + " questions about jobs wait, as many as may");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!threads.run("a question about jobs", () -> answer(question, answer))) {
            answer.completeExceptionally(stopping());
        }
        return answer.whenComplete((found, failure) -> questions.release());
    }

    private static <T> void answer(Supplier<T> question, CompletableFuture<T> answer) {
        try {
            answer.complete(question.get());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private static TooManyJobsException stopping() {
        return new TooManyJobsException("the master is stopping");
    }
}
