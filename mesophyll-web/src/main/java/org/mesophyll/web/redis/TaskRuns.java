package org.mesophyll.web.redis;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.metrics.MasterMetrics.RedisTask;
import org.mesophyll.master.scripts.TooManyJobsException;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobStatus;
import org.mesophyll.master.state.StateUnavailableException;
import org.mesophyll.mesh.work.NamedThreads;
import org.mesophyll.mesh.work.RareLog;

/**
 * Makes jobs of the tasks that were taken, and answers each once its job has ended.
 *
 * <p>One thread takes every step of every task; none waits. What cannot be done now, because Redis or the database is away or enough
 * jobs are under way, is tried again a second later. A task has its job's name written into its hash before there is such a job, so
 * that whoever takes it up after a crash finds the job, or knows that it never was.
 */
final class TaskRuns implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TaskRuns.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_AWAIT = Duration.ofMinutes(10); // then it is looked at, and awaited again
    private static final long STOP_SECONDS = 3;

    private final RedisConnection connection;
    private final TaskStore store;
    private final TaskJobs jobs;
    private final TaskForm form;
    private final Duration jobsKept;
    private final MasterMetrics metrics;
    private final Clock clock;
    private final RareLog missing = new RareLog(LOG, System::nanoTime);
    private final RareLog failed = new RareLog(LOG, System::nanoTime);
    private final ScheduledThreadPoolExecutor thread;

    /**
     * Makes it, and starts its thread.
     *
     * @param connection what {@code store} uses, and nobody else
     * @param jobsKept for how long after their end jobs are kept
     */
    TaskRuns(
            RedisConnection connection,
            TaskStore store,
            TaskJobs jobs,
            TaskForm form,
            Duration jobsKept,
            MasterMetrics metrics,
            Clock clock) {
        this.connection = connection;
        this.store = store;
        this.jobs = jobs;
        this.form = form;
        this.jobsKept = jobsKept;
        this.metrics = metrics;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, NamedThreads.single("mesophyll-redis-tasks", TaskRuns.class));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.prestartCoreThread(); // from here on no step needs a thread to be started
    }

    /** Begins with a task that has a place among those taken, and gives that back when it is answered. Returns at once. */
    void begin(String queue, TaskId task, Taken taken) {
        metrics.redisTask(RedisTask.TAKEN);
        Run run = new Run(queue, task, taken);
        run.next(run::read);
    }

    /** Ends the thread; what is not answered stays in Redis, among the tasks taken. */
    @Override
    public void close() {
        thread.shutdown();
        connection.close();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Something to be done now, or a second later if Redis is away. */
    private interface Step {
        void take() throws RedisAwayException;
    }

    /** The way of one task; all but the constructor runs on the one thread. */
    private final class Run {
        private final String queue;
        private final TaskId task;
        private final Taken taken;
        private @Nullable TaskFields fields; // until there is a job
        private @Nullable String reply;
        private boolean givenUp;

        private Run(String queue, TaskId task, Taken taken) {
            this.queue = queue;
            this.task = task;
            this.taken = taken;
        }

        /** Reads the hash; a task that has a job was taken before, and nothing else in it counts. */
        private void read() throws RedisAwayException {
            try {
                Optional<TaskFields> found = store.read(task);
                if (found.isEmpty()) {
                    drop();
                    return;
                }
                TaskFields said = found.get();
                fields = said;
                reply = said.reply();
                String job = said.text(TaskFields.JOB).orElse(null);
                if (job == null) {
                    claim(said);
                } else {
                    look(jobId(job));
                }
            } catch (MalformedTaskException e) {
                end(e);
            }
        }

        private void claim(TaskFields said) throws RedisAwayException, MalformedTaskException {
            Job job = form.job(JobId.next(clock.instant()), queue, said);
            Optional<String> claimed = store.claim(task, job.id());
            if (claimed.isEmpty()) {
                drop();
            } else if (claimed.get().equals(job.id().text())) {
                create(job);
            } else {
                look(jobId(claimed.get()));
            }
        }

        private void create(Job job) {
            CompletionStage<JobId> created;
            try {
                created = jobs.create(job);
            } catch (TooManyJobsException e) { // the places that tasks keep meanwhile hold up the queue
                later(() -> create(job));
                return;
            }
            created.whenComplete((id, failure) -> next(() -> onCreated(job.id(), failure)));
        }

        private void onCreated(JobId job, @Nullable Throwable failure) {
            if (failure == null) {
                awaitStart(job);
            } else if (mayPass(failure)) {
                later(() -> look(job)); // the database may have the job
            } else {
                giveUp(failure);
            }
        }

        /** Says whether trying again may help: what the database says about itself, and what the master says about its bounds. */
        private static boolean mayPass(Throwable failure) {
            Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
            return why instanceof TooManyJobsException
                    || (why instanceof StateUnavailableException away && !away.refusesValue());
        }

        /** Ends the task; if that fails too, it is left to the next master, and its place goes to another. */
        private void giveUp(Throwable failure) {
            if (givenUp) {
                failed.error(() -> "task " + task + " of queue " + queue + " is left to the next master", failure);
                taken.remove(task);
                return;
            }
            givenUp = true;
            failed.error(() -> "task " + task + " of queue " + queue + " has failed", failure);
            next(() -> end(new MalformedTaskException("the task cannot be kept or read; the master's log says why")));
        }

        private void awaitStart(JobId job) {
            fields = null;
            jobs.awaitStart(job, LONGEST_AWAIT)
                    .whenComplete((started, failure) -> next(() -> onStart(job, Boolean.TRUE.equals(started))));
        }

        private void onStart(JobId job, boolean started) throws RedisAwayException {
            if (started) {
                store.runs(task);
                await(job);
            } else {
                look(job);
            }
        }

        private void await(JobId job) {
            jobs.await(job, LONGEST_AWAIT).whenComplete((ended, failure) -> next(() -> look(job)));
        }

        private void look(JobId job) {
            CompletionStage<Optional<JobStatus>> found;
            try {
                found = jobs.find(job);
            } catch (TooManyJobsException e) {
                later(() -> look(job));
                return;
            }
            found.whenComplete((there, failure) -> {
                if (failure == null) {
                    next(() -> onFound(job, there));
                } else if (mayPass(failure)) {
                    later(() -> look(job));
                } else {
                    next(() -> giveUp(failure));
                }
            });
        }

        private void onFound(JobId id, Optional<JobStatus> found) {
            if (found.isEmpty()) {
                onNoJob(id);
                return;
            }
            JobStatus job = found.get();
            if (!TaskForm.isOfTask(job)) {
                end(new MalformedTaskException("the field job names a job that was not made of a task"));
            } else if (job.progress().state().isEnd()) {
                end(TaskEnd.of(job));
            } else {
                later(() -> awaitStart(id)); // not at once: a master that starts takes its jobs up a moment later
            }
        }

        /** Makes the job whose name was written before an earlier master ended, unless there may have been one. */
        private void onNoJob(JobId id) {
            TaskFields said = fields;
            Instant now = clock.instant();
            if (said == null || id.made().isBefore(now.minus(jobsKept))) {
                end(TaskEnd.lost(id, now));
                return;
            }
            try {
                create(form.job(id, queue, said));
            } catch (MalformedTaskException e) {
                end(e);
            }
        }

        private void end(MalformedTaskException why) {
            metrics.redisTask(RedisTask.MALFORMED);
            end(TaskEnd.malformed(why.reason(), clock.instant()));
        }

        private void end(TaskEnd end) {
            try {
                store.end(queue, task, end, reply);
            } catch (RedisAwayException e) {
                later(() -> end(end));
                return;
            }
            metrics.redisTask(RedisTask.ANSWERED);
            if (!taken.removeUnlessAgain(task)) {
                end(end);
            }
        }

        private void drop() throws RedisAwayException {
            store.drop(queue, Utf8.encode(task.text()));
            metrics.redisTask(RedisTask.MISSING);
            missing.warn(() -> "task " + task + " of queue " + queue + " has no hash, and is dropped");
            if (!taken.removeUnlessAgain(task)) {
                drop();
            }
        }

        private JobId jobId(String text) throws MalformedTaskException {
            try {
                return new JobId(text);
            } catch (IllegalArgumentException e) {
                throw new MalformedTaskException("the field job is the master's to write: " + e.getMessage());
            }
        }

        private void next(Step step) {
            after(Duration.ZERO, step);
        }

        private void later(Step step) {
            after(RETRY, step);
        }

        private void after(Duration pause, Step step) {
            try {
                var unused = thread.schedule(() -> take(step), pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "task {0} is left to the next master", task);
            }
        }

        private void take(Step step) {
            try {
                step.take();
            } catch (RedisAwayException e) {
                later(step);
            } catch (RuntimeException | Error e) { // an Error too: the task would hold its place for ever
                giveUp(e);
            }
        }
    }
}
