package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.master.MapConfig;
import org.mesophyll.master.Master;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.MemoryTokenStore;
import org.mesophyll.master.WorkerConnected;
import org.mesophyll.master.WorkerGone;
import org.mesophyll.master.scripts.JobSettings;
import org.mesophyll.master.scripts.Jobs;
import org.mesophyll.master.scripts.ScriptAudit;
import org.mesophyll.master.scripts.ScriptRunner;
import org.mesophyll.master.scripts.TooManyJobsException;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** Jobs over a database, at a master to which no worker comes. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // opened before each test
class JobsTest extends StateTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MOST = 2;

    private final Master master = new Master(
            MasterSettings.from(
                    new MapConfig(Map.of("mesophyll.tick-interval", "PT0.01S", "mesophyll.scripts.max-waiting", "2"))),
            new MemoryTokenStore(),
            new NobodyToTell());
    private final AtomicBoolean away = new AtomicBoolean(); // the database, for the jobs
    private final AtomicInteger missed = new AtomicInteger(); // how often they found it so
    private JobStore store;
    private Jobs jobs;

    JobsTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {
        store = state.jobs();
        ScriptRunner runner =
                new ScriptRunner(master.dispatcher(), master.arrivals(), new ScriptAudit(), System::nanoTime);
        jobs = new Jobs(
                new JobStore(new SqlTransactions(awayAtTimes(), CommitSync.NONE, new Attempts(state.settings.pool()))),
                runner,
                master.dispatcher(),
                master.arrivals(),
                master.logs(),
                new JobSettings(Duration.ofDays(7), MOST),
                CLOCK);
    }

    @AfterEach
    void stop() {
        if (jobs != null) { // else there is no such database here
            jobs.close();
        }
        master.close();
    }

    @Test
    void refuses_more_jobs_than_may_be_under_way_until_one_has_ended() throws Exception {
        Job first = created(LONG);
        created(LONG);

        assertThatThrownBy(() -> jobs.create(job(LONG)))
                .isInstanceOf(TooManyJobsException.class)
                .hasMessage("2 jobs have not ended, as many as may");

        assertThat(jobs.cancel(first.id()).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isTrue();
        assertThat(stateOf(first)).isEqualTo(JobState.CANCELLED);
        created(LONG);
    }

    @Test
    void a_job_whose_worker_does_not_come_times_out_without_having_run() throws Exception {
        Job job = created(Duration.ofMillis(20));

        assertThat(jobs.awaitStart(job.id(), LONG).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isFalse();
        var unused = jobs.await(job.id(), LONG).toCompletableFuture().get(20, TimeUnit.SECONDS);

        Job.Progress end = store.find(job.id()).orElseThrow().progress();
        assertThat(end.state()).isEqualTo(JobState.TIMED_OUT);
        assertThat(end.started()).isNull();
        assertThat(end.error()).isEqualTo("the worker was not connected within PT0.02S");
    }

    @Test
    void takes_up_what_an_earlier_master_left() throws Exception {
        Job waiting = left(false, false);
        Job running = left(true, false);
        Job again = left(true, true);

        jobs.start();

        Awaitility.await().until(() -> stateOf(running) == JobState.LOST);
        Awaitility.await().until(() -> stateOf(again) == JobState.PENDING);
        assertThat(stateOf(waiting)).isEqualTo(JobState.PENDING);
        assertThat(jobs.cancel(running.id()).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isFalse();
        Awaitility.await().until(() -> master.arrivals().size() == 2);
        assertThat(jobs.cancel(waiting.id()).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void does_not_take_up_what_it_was_asked_for_itself() throws Exception {
        Job running = left(true, false);
        Job own = created(LONG);

        jobs.start();

        Awaitility.await().until(() -> stateOf(running) == JobState.LOST);
        jobs.close(); // after the last of them
        assertThat(master.arrivals().size()).isEqualTo(1);
        assertThat(stateOf(own)).isEqualTo(JobState.PENDING);
    }

    @Test
    void fails_no_job_that_finds_no_place_to_wait_for_its_worker() throws Exception {
        Job first = left(false, false);
        Job second = left(false, false);
        Job third = left(false, false);
        jobs.start();
        Awaitility.await().until(() -> master.arrivals().size() == 2);
        var unused = jobs.cancel(first.id()).toCompletableFuture().get(20, TimeUnit.SECONDS);
        var unusedToo = jobs.cancel(second.id()).toCompletableFuture().get(20, TimeUnit.SECONDS);

        Awaitility.await().until(() -> master.arrivals().size() == 1);
        assertThat(stateOf(third)).isEqualTo(JobState.PENDING);
    }

    @Test
    void leaves_what_waits_to_the_next_master_when_it_stops() throws Exception {
        Job job = created(LONG);
        Awaitility.await().until(() -> master.arrivals().size() == 1);

        jobs.close();
        master.close();

        assertThat(stateOf(job)).isEqualTo(JobState.PENDING);
    }

    @Test
    void keeps_an_end_that_the_database_did_not_take_once_it_is_back() throws Exception {
        Job job = created(Duration.ofMillis(500));
        away.set(true);
        Awaitility.await().until(() -> missed.get() > 0);
        assertThat(stateOf(job)).isEqualTo(JobState.PENDING);

        away.set(false);

        Awaitility.await().atMost(LONG).until(() -> stateOf(job) == JobState.TIMED_OUT);
    }

    /** Returns the database, which at times gives no connections. */
    private DataSource awayAtTimes() {
        return (DataSource) Proxy.newProxyInstance(
                JobsTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (away.get()) {
                        missed.incrementAndGet();
                        throw new SQLException("away", "08001");
                    }
                    return method.invoke(state.dataSource, arguments);
                });
    }

    private Job left(boolean started, boolean runAgain) {
        Job job = job(LONG, runAgain, CLOCK.instant().minus(LONG));
        store.add(job);
        if (started) {
            store.start(job.id(), CLOCK.instant());
        }
        return job;
    }

    private Job created(Duration timeout) throws Exception {
        Job job = job(timeout);
        assertThat(jobs.create(job).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEqualTo(job.id());
        return job;
    }

    private JobState stateOf(Job job) {
        return store.find(job.id()).orElseThrow().progress().state();
    }

    private static Job job(Duration timeout) {
        return job(timeout, false, CLOCK.instant());
    }

    private static Job job(Duration timeout, boolean runAgain, Instant created) {
        return new Job(
                JobId.next(created),
                TenantId.guild(0),
                "operator:it",
                "it",
                "return 1",
                Event.of("it", Value.ofNull()),
                timeout,
                null,
                runAgain,
                Job.Progress.made(created));
    }

    private static final class NobodyToTell implements Master.WorkerNotifications {
        @Override
        public void onConnected(WorkerConnected event) {}

        @Override
        public void onGone(WorkerGone event) {}
    }
}
