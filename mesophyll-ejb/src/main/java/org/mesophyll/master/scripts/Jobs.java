package org.mesophyll.master.scripts;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.WorkerArrivals;
import org.mesophyll.master.WorkerArrivals.Arrival;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.master.logs.ScriptLogs;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.JobStore;
import org.mesophyll.master.state.StateUnavailableException;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.protocol.value.Value;

/**
 * Runs scripts without anybody waiting for them, and remembers what became of them.
 *
 * <p>A job is in the database before it is acknowledged, is marked there before its worker gets it, and is taken up again after a
 * restart: one that waits runs, one that ran is lost, or runs again if it may. No method blocks; what touches the database runs on
 * threads of this class, and so may what is attached to their stages.
 */
public final class Jobs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Jobs.class.getName());
    private static final int THREADS = 2;
    private static final int MOST_QUESTIONS = 1_024;
    private static final long PURGE_MINUTES = 10;
    private static final long STOP_SECONDS = 5;
    private static final long RETRY_SECONDS = 5;
    private static final long PLACE_MILLIS = 500;
    private static final ScriptLog.Page NO_LINES = new ScriptLog.Page(List.of(), false);

    private final JobStore store;
    private final ScriptRunner runner;
    private final Dispatcher dispatcher;
    private final WorkerArrivals arrivals;
    private final ScriptLogs logs;
    private final JobSettings settings;
    private final Clock clock;
    private final Instant since;
    private final ScheduledThreadPoolExecutor threads;
    private final Semaphore questions = new Semaphore(MOST_QUESTIONS);
    private final AtomicInteger unfinished = new AtomicInteger();
    private final Map<JobId, LiveJob> live = new ConcurrentHashMap<>();
    private volatile boolean closing; // written once

    /** Makes the service; {@link #start} begins its work. */
    public Jobs(
            JobStore store,
            ScriptRunner runner,
            Dispatcher dispatcher,
            WorkerArrivals arrivals,
            ScriptLogs logs,
            JobSettings settings,
            Clock clock) {
        this.store = store;
        this.runner = runner;
        this.dispatcher = dispatcher;
        this.arrivals = arrivals;
        this.logs = logs;
        this.settings = settings;
        this.clock = clock;
        this.since = clock.instant();
        AtomicInteger number = new AtomicInteger();
        this.threads = new ScheduledThreadPoolExecutor(THREADS, work -> {
            Thread thread = new Thread(null, work, "mesophyll-jobs-" + number.incrementAndGet(), 0, false);
            thread.setContextClassLoader(Jobs.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Takes up the jobs that an earlier master left, and forgets old ones from time to time. */
    public void start() {
        threads.execute(quietly("the jobs of before cannot be taken up", this::takeUp));
        var unused = threads.scheduleWithFixedDelay(
                quietly("old jobs cannot be forgotten", this::purge), PURGE_MINUTES, PURGE_MINUTES, TimeUnit.MINUTES);
    }

    /**
     * Keeps a job and begins it.
     *
     * @return completes when it is in the database
     * @throws TooManyJobsException if too many have not ended
     */
    public CompletionStage<JobId> create(Job job) {
        if (unfinished.incrementAndGet() > settings.mostUnfinished()) {
            unfinished.decrementAndGet();
            throw new TooManyJobsException(settings.mostUnfinished() + " jobs have not ended, as many as may");
        }
        LiveJob begun = new LiveJob(job, logs.newLog());
        live.put(job.id(), begun);
        return onThread(() -> {
                    store.add(job);
                    return job.id();
                })
                .whenComplete((kept, failure) -> {
                    if (failure == null) {
                        begin(begun, untilOf(job));
                    } else {
                        forget(begun, JobState.FAILED);
                    }
                });
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
        there.cancel().run();
        return there.ended().thenApply(state -> state == JobState.CANCELLED);
    }

    /** Returns a job, if it is kept. */
    public CompletionStage<Optional<Job>> find(JobId job) {
        return ask(() -> store.find(job));
    }

    /** Returns jobs, the newest first. */
    public CompletionStage<List<Job>> list(JobStore.Search search) {
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
                ? ask(() -> store.lines(job).orElse(NO_LINES).after(after))
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

    /** Ends the threads; what has not ended is taken up by the next master. */
    @Override
    public void close() {
        closing = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void takeUp() {
        for (Job job : store.unfinished()) {
            LiveJob left = new LiveJob(job, logs.newLog());
            boolean ours = !job.progress().created().isBefore(since);
            if (ours || live.putIfAbsent(job.id(), left) != null) {
                continue; // made while this master was starting
            }
            unfinished.incrementAndGet(); // maybe beyond the bound: they were acknowledged
            if (job.progress().state() == JobState.PENDING || (job.runAgain() && store.reset(job.id()))) {
                begin(left, untilOf(job));
            } else {
                end(left, JobState.LOST, null, "the master ended while the script ran; it may have run");
            }
        }
        purge();
    }

    private void purge() {
        int gone = store.purge(clock.instant().minus(settings.keep()));
        if (gone > 0) {
            LOG.log(Level.INFO, "{0} jobs that ended long ago are forgotten", gone);
        }
    }

    private Instant untilOf(Job job) {
        return clock.instant().plus(job.timeout());
    }

    private void begin(LiveJob job, Instant until) {
        WorkerArrivals.Wait wait =
                arrivals.await(dispatcher.ownerOf(job.job().tenant()), Duration.between(clock.instant(), until));
        job.waitsFor(wait::cancel);
        if (job.isCancelled()) {
            wait.cancel();
        }
        wait.arrival().thenAccept(arrival -> later(job, () -> onArrival(job, arrival, until)));
    }

    private void onArrival(LiveJob job, Arrival arrival, Instant until) {
        if (job.isCancelled()) {
            end(job, JobState.CANCELLED, null, "it was cancelled before it ran");
            return;
        }
        switch (arrival) {
            case CONNECTED -> run(job, Duration.between(clock.instant(), until));
            case TOO_LATE ->
                end(
                        job,
                        JobState.TIMED_OUT,
                        null,
                        "the worker was not connected within " + job.job().timeout());
            case TOO_MANY -> beginLater(job, until);
            case CANCELLED -> {} // the master stops, and the next takes it up
        }
    }

    /** Waits for a place to wait in: what was acknowledged does not fail because much is. */
    private void beginLater(LiveJob job, Instant until) {
        if (clock.instant().isAfter(until)) {
            end(
                    job,
                    JobState.TIMED_OUT,
                    null,
                    "the worker was not connected within " + job.job().timeout());
            return;
        }
        var unused = threads.schedule(
                quietly("job " + job.job().id() + " cannot go on", () -> begin(job, until)),
                PLACE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void run(LiveJob job, Duration left) {
        if (left.isNegative() || left.isZero()) {
            end(
                    job,
                    JobState.TIMED_OUT,
                    null,
                    "the worker was not connected within " + job.job().timeout());
            return;
        }
        Job what = job.job();
        try {
            if (!store.start(what.id(), clock.instant())) {
                throw new IllegalStateException("job " + what.id() + " is not pending any more");
            }
        } catch (StateUnavailableException e) {
            end(job, JobState.FAILED, null, "the database did not take note of its start, and so it was not run");
            return;
        }
        job.started().complete(true);
        ScriptTask task = new ScriptTask(
                what.id(), what.by(), what.tenant(), what.name(), what.code(), what.event(), left, what.language());
        ScriptRun run;
        try {
            run = runner.run(task, job.log()::add);
        } catch (IllegalArgumentException e) {
            end(job, JobState.FAILED, null, String.valueOf(e.getMessage()));
            return;
        }
        job.waitsFor(run::cancel);
        if (job.isCancelled()) {
            run.cancel();
        }
        run.outcome().thenAccept(outcome -> later(job, () -> onOutcome(job, outcome)));
    }

    private void onOutcome(LiveJob job, ScriptOutcome outcome) {
        if (closing && outcome.kind() == ScriptOutcome.Kind.LOST) {
            return; // the next master says what becomes of it
        }
        Value result = outcome instanceof ScriptOutcome.Returned returned ? returned.value() : null;
        end(job, stateOf(outcome), result, result == null ? errorOf(outcome) : null);
    }

    private void end(LiveJob job, JobState state, @Nullable Value result, @Nullable String error) {
        try {
            ScriptLog.Page lines = job.log().all();
            if (!lines.lines().isEmpty()) {
                store.keepLines(job.job().id(), lines);
            }
            store.end(job.job().id(), state, result, error, clock.instant());
        } catch (StateUnavailableException e) { // an outcome that is known is not to be lost
            LOG.log(Level.WARNING, "the end of job " + job.job().id() + " is kept later: " + e.getMessage());
            var unused = threads.schedule(() -> end(job, state, result, error), RETRY_SECONDS, TimeUnit.SECONDS);
            return;
        }
        forget(job, state);
    }

    private void forget(LiveJob job, JobState state) {
        live.remove(job.job().id());
        unfinished.decrementAndGet();
        job.started().complete(false); // unless it has
        job.ended().complete(state);
        job.log().end();
    }

    private static JobState stateOf(ScriptOutcome outcome) {
        return switch (outcome.kind()) {
            case RETURNED -> JobState.COMPLETED;
            case FAILED -> ofError(((ScriptOutcome.Failed) outcome).error());
            case REFUSED, UNACCEPTABLE, BACKPRESSURE -> JobState.FAILED;
            case TIMED_OUT, NO_WORKER -> JobState.TIMED_OUT;
            case LOST -> JobState.LOST;
            case CANCELLED -> JobState.CANCELLED;
        };
    }

    private static JobState ofError(ScriptError error) {
        return error.isTimeLimit() ? JobState.TIMED_OUT : JobState.FAILED;
    }

    private static String errorOf(ScriptOutcome outcome) {
        return outcome instanceof ScriptOutcome.Failed failed ? failed.error().text() : outcome.detail();
    }

    /** Does a job's next step on a thread of this class; a step that fails is logged, and the job is for the next master. */
    private void later(LiveJob job, Runnable step) {
        try {
            threads.execute(quietly("job " + job.job().id() + " cannot go on", step));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "job {0} is left to the next master", job.job().id());
        }
    }

    private <T> CompletionStage<T> ask(Supplier<T> question) {
        if (!questions.tryAcquire()) {
            throw new TooManyJobsException(
                    String.format(Locale.ROOT, "%d questions about jobs wait, as many as may", MOST_QUESTIONS));
        }
        return onThread(question).whenComplete((answer, failure) -> questions.release());
    }

    private <T> CompletionStage<T> onThread(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new TooManyJobsException("the master is stopping"));
        }
    }

    private static Runnable quietly(String what, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, what, e);
            }
        };
    }
}
