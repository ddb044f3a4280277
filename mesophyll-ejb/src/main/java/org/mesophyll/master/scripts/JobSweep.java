package org.mesophyll.master.scripts;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.JobStore;
import org.mesophyll.master.state.StateUnavailableException;
import org.mesophyll.mesh.work.RareLog;

/**
 * Takes over, again and again, the unfinished jobs in the database that nobody looks after: those of earlier masters, and those of this
 * one whose commit came late or was never confirmed. Deletes those that ended long ago.
 *
 * <p>Confined to the threads of the jobs. A database that is away costs one round.
 */
final class JobSweep {
    private static final System.Logger LOG = System.getLogger(JobSweep.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration PURGE_PERIOD = Duration.ofMinutes(10);
    private static final int NAMES = 1_000; // a page
    private static final int TOGETHER = 100; // in one transaction

    private final JobStore store;
    private final JobRun run;
    private final LiveJobs live;
    private final JobExecution execution;
    private final Duration keep;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Instant began;
    private final long beganNanos;
    private final RareLog away = new RareLog(LOG, System::nanoTime);

    /**
     * Makes it; {@link #start} begins.
     *
     * @param keep for how long a job is kept after its end
     */
    JobSweep(
            JobStore store,
            JobRun run,
            LiveJobs live,
            JobExecution execution,
            Duration keep,
            Clock clock,
            LongSupplier nanoClock) {
        this.store = store;
        this.run = run;
        this.live = live;
        this.execution = execution;
        this.keep = keep;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.began = clock.instant();
        this.beganNanos = nanoClock.getAsLong();
    }

    void start(JobThreads threads) {
        threads.every(PERIOD, () -> quietly(this::takeOver));
        threads.every(PURGE_PERIOD, () -> quietly(this::purge));
    }

    private void quietly(Runnable round) {
        try {
            round.run();
        } catch (StateUnavailableException e) {
            away.warn(() -> "jobs are looked after a little later: " + e.getMessage());
        }
    }

    private void takeOver() {
        takeOver(JobState.RUNNING); // before those that wait, which are started at once
        takeOver(JobState.PENDING);
    }

    private void takeOver(JobState state) {
        JobId last = null;
        for (List<JobId> page = page(state, last); !page.isEmpty(); page = page(state, last)) {
            List<JobId> unknown =
                    page.stream().filter(job -> live.get(job) == null).toList();
            for (int from = 0; from < unknown.size(); from += TOGETHER) {
                adopt(unknown.subList(from, Math.min(from + TOGETHER, unknown.size())));
            }
            last = page.get(page.size() - 1);
        }
    }

    private List<JobId> page(JobState state, @Nullable JobId after) {
        return store.unfinished(state, after, NAMES);
    }

    private void adopt(List<JobId> jobs) {
        store.adopt(jobs, run.number(), clock.instant())
                .forEach(job -> live.adopt(job).ifPresent(execution::begin));
    }

    /** Believes the clock that makes less old: a date that jumps ahead deletes nothing early. */
    private void purge() {
        Instant goneOn = began.plusNanos(nanoClock.getAsLong() - beganNanos);
        Instant shown = clock.instant();
        Instant now = shown.isBefore(goneOn) ? shown : goneOn;
        int gone = store.purge(now.minus(keep));
        if (gone > 0) {
            LOG.log(Level.INFO, "{0} jobs that ended long ago are deleted", gone);
        }
    }
}
