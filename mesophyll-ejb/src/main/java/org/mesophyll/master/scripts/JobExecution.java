package org.mesophyll.master.scripts;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.WorkerArrivals;
import org.mesophyll.master.WorkerStatus;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.JobStore;
import org.mesophyll.master.state.StateUnavailableException;
import org.mesophyll.mesh.work.RareLog;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

/**
 * Brings jobs that are in the database to their end: waits for the worker and for room there, runs the script, keeps what becomes of it.
 *
 * <p>A job that was not begun goes back into the queue, until its time is over. Safe for use by any number of threads; what touches the
 * database runs on the threads of the jobs.
 */
final class JobExecution {
    private static final System.Logger LOG = System.getLogger(JobExecution.class.getName());
    private static final long MOST_BYTES = 64L << 20; // of code and events, twice as much in memory
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PLACE_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1); // for a worker; then it is looked at again

    private final JobStore store;
    private final JobRun run;
    private final ScriptRunner runner;
    private final Dispatcher dispatcher;
    private final WorkerArrivals arrivals;
    private final LiveJobs live;
    private final JobThreads threads;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final JobQueue queue;
    private final RareLog away = new RareLog(LOG, System::nanoTime);
    private volatile boolean closing; // written once

    JobExecution(
            JobStore store,
            JobRun run,
            ScriptRunner runner,
            Dispatcher dispatcher,
            WorkerArrivals arrivals,
            LiveJobs live,
            JobThreads threads,
            JobSettings settings,
            Clock clock,
            LongSupplier nanoClock) {
        this.store = store;
        this.run = run;
        this.runner = runner;
        this.dispatcher = dispatcher;
        this.arrivals = arrivals;
        this.live = live;
        this.threads = threads;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.queue = new JobQueue(settings.mostRunningPerTenant(), settings.mostRunningPerWorker(), MOST_BYTES);
    }

    /** Begins with a job that is in the database and waits. */
    void begin(LiveJob job) {
        job.waitsFor(() -> leaveQueue(job, JobState.CANCELLED, "it was cancelled before it ran"));
        queue.add(workerOf(job), job);
        leaveIfOver(job);
        Runnable timer = threads.later(
                job.left(nanoClock.getAsLong()), "the time-out of job " + job.id(), () -> leaveIfOver(job));
        var unused = job.ended().thenRun(timer);
        startWhatMay();
    }

    /** From now on what is lost with its worker's connection is left to the next master. */
    void close() {
        closing = true;
    }

    private WorkerId workerOf(LiveJob job) {
        return dispatcher.ownerOf(job.tenant());
    }

    private boolean isConnected(WorkerId worker) {
        return dispatcher.worker(worker).flatMap(WorkerStatus::connection).isPresent();
    }

    private void startWhatMay() {
        for (Optional<LiveJob> next = queue.take(); next.isPresent(); next = queue.take()) {
            LiveJob job = next.get();
            threads.run("the start of job " + job.id(), () -> start(job));
        }
    }

    /** Ends a job that waits, if it is cancelled or its time is over; one that has a place is looked at when it loses that. */
    private void leaveIfOver(LiveJob job) {
        if (job.isCancelled()) {
            leaveQueue(job, JobState.CANCELLED, "it was cancelled before it ran");
        } else if (job.isOverdue(nanoClock.getAsLong())) {
            leaveQueue(job, JobState.TIMED_OUT, whyNotInTime(job));
        }
    }

    private void leaveQueue(LiveJob job, JobState state, String error) {
        if (queue.remove(workerOf(job), job)) {
            threads.run("the end of job " + job.id(), () -> end(job, state, null, error));
        }
    }

    private String whyNotInTime(LiveJob job) {
        if (!isConnected(workerOf(job))) {
            return "the worker was not connected within " + job.timeout();
        }
        String refusal = job.refusal();
        return refusal == null
                ? "its turn did not come within " + job.timeout()
                : "it could not be begun within " + job.timeout() + ": " + refusal;
    }

    private void start(LiveJob job) {
        WorkerId worker = workerOf(job);
        if (job.isCancelled() || job.isOverdue(nanoClock.getAsLong())) {
            putBack(job);
            return;
        }
        if (!isConnected(worker)) {
            if (queue.hold(worker)) {
                awaitWorker(worker);
            }
            putBack(job);
            return;
        }
        Optional<Job> marked;
        try {
            marked = store.start(job.id(), run.number(), clock.instant());
        } catch (StateUnavailableException e) {
            putBackRefused(job, "the database did not keep its start");
            return;
        } catch (RuntimeException | Error e) { // it is not sent yet
            LOG.log(Level.ERROR, "job " + job.id() + " cannot start", e);
            putBackRefused(job, "the master failed to start it");
            return;
        }
        if (marked.isEmpty()) { // another master's now, or deleted
            queue.ended(worker, job);
            live.end(job, JobState.LOST);
            startWhatMay();
            return;
        }
        job.started().complete(true);
        send(job, marked.get());
    }

    private void send(LiveJob job, Job what) {
        Duration left = job.left(nanoClock.getAsLong());
        if (left.isNegative() || left.isZero()) {
            end(job, JobState.TIMED_OUT, null, whyNotInTime(job));
            return;
        }
        ScriptTask task = new ScriptTask(
                what.id(), what.by(), what.tenant(), what.name(), what.code(), what.event(), left, what.language());
        ScriptRun sent;
        try {
            sent = runner.tryToRun(task, job.log()::add);
        } catch (IllegalArgumentException e) {
            end(job, JobState.FAILED, null, String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "job " + job.id() + " cannot be sent", e);
            end(job, JobState.LOST, null, "the master failed to send it; it may have run");
            return;
        }
        job.waitsFor(sent::cancel);
        sent.outcome()
                .thenAccept(outcome -> threads.run("the outcome of job " + job.id(), () -> onOutcome(job, outcome)));
    }

    private void onOutcome(LiveJob job, ScriptOutcome outcome) {
        if (closing && outcome.kind() == ScriptOutcome.Kind.LOST) {
            return; // the next master says what becomes of it
        }
        if (outcome.isWorthAnotherTry()) {
            markAsWaiting(job);
            putBackRefused(job, outcome.detail());
            return;
        }
        Value result = outcome instanceof ScriptOutcome.Returned returned ? returned.value() : null;
        end(job, stateOf(outcome), result, result == null ? errorOf(outcome) : null);
    }

    /** If this is not kept, all is well but for a master that ends before the job starts again: it is lost then, not run. */
    private void markAsWaiting(LiveJob job) {
        try {
            boolean unused = store.reset(job.id(), run.number());
        } catch (StateUnavailableException e) {
            away.warn(() -> "job " + job.id() + " waits again, which the database did not keep: " + e.getMessage());
        }
    }

    private void putBack(LiveJob job) {
        waitsInQueue(job);
        queue.putBack(workerOf(job), job);
        leaveIfOver(job);
        startWhatMay();
    }

    private void putBackRefused(LiveJob job, String why) {
        job.refused(why);
        waitsInQueue(job);
        WorkerId worker = workerOf(job);
        Duration pause = queue.putBackRefused(worker, job);
        leaveIfOver(job);
        if (!pause.isZero()) {
            var unused = threads.later(pause, "the next try of job " + job.id(), () -> {
                queue.resume(worker, job);
                startWhatMay();
            });
        }
        startWhatMay();
    }

    private void waitsInQueue(LiveJob job) {
        job.waitsFor(() -> leaveQueue(job, JobState.CANCELLED, "it was cancelled before it ran"));
    }

    private void awaitWorker(WorkerId worker) {
        arrivals.await(worker, LONGEST_WAIT)
                .arrival()
                .thenAccept(arrival -> threads.run("the wait for worker " + worker, () -> onArrival(worker, arrival)));
    }

    private void onArrival(WorkerId worker, WorkerArrivals.Arrival arrival) {
        switch (arrival) {
            case CONNECTED, TOO_LATE -> { // if it is too late, whatever starts next waits again
                queue.release(worker);
                startWhatMay();
            }
            case TOO_MANY -> {
                var unused = threads.later(PLACE_RETRY, "the wait for worker " + worker, () -> awaitWorker(worker));
            }
            case CANCELLED -> {} // the master stops, and the next takes the jobs over
        }
    }

    private void end(LiveJob job, JobState state, @Nullable Value result, @Nullable String error) {
        queue.ended(workerOf(job), job);
        startWhatMay();
        try {
            keepEnd(job, state, result, error);
        } catch (StateUnavailableException e) { // an outcome that is known is not to be lost
            away.warn(() -> "the end of job " + job.id() + " is kept later: " + e.getMessage());
            var unused = threads.later(RETRY, "the end of job " + job.id(), () -> end(job, state, result, error));
            return;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "the end of job " + job.id() + " cannot be kept as it is", e);
            String instead = "it ended as " + state.word() + ", and what it ended with cannot be kept";
            var unused =
                    threads.later(RETRY, "the end of job " + job.id(), () -> end(job, JobState.FAILED, null, instead));
            return;
        }
        live.end(job, state);
    }

    private void keepEnd(LiveJob job, JobState state, @Nullable Value result, @Nullable String error) {
        ScriptLog.Page lines = job.log().all();
        if (!lines.lines().isEmpty()) {
            store.keepLines(job.id(), lines);
        }
        boolean unused = store.end(job.id(), run.number(), state, result, error, clock.instant());
    }

    private static JobState stateOf(ScriptOutcome outcome) {
        return switch (outcome.kind()) {
            case RETURNED -> JobState.COMPLETED;
            case FAILED -> ofError(((ScriptOutcome.Failed) outcome).error());
            case REFUSED, UNACCEPTABLE -> JobState.FAILED;
            case TIMED_OUT -> JobState.TIMED_OUT;
            case LOST -> JobState.LOST;
            case CANCELLED -> JobState.CANCELLED;
            case NO_WORKER, BACKPRESSURE -> throw new IllegalArgumentException("no end: " + outcome.kind());
        };
    }

    private static JobState ofError(ScriptError error) {
        return error.isTimeLimit() ? JobState.TIMED_OUT : JobState.FAILED;
    }

    private static String errorOf(ScriptOutcome outcome) {
        return outcome instanceof ScriptOutcome.Failed failed ? failed.error().text() : outcome.detail();
    }
}
