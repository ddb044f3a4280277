package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.master.FakeWorkerWire;
import org.mesophyll.master.MapConfig;
import org.mesophyll.master.Master;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.MemoryTokenStore;
import org.mesophyll.master.WorkerConnected;
import org.mesophyll.master.WorkerGone;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.master.scripts.JobSettings;
import org.mesophyll.master.scripts.Jobs;
import org.mesophyll.master.scripts.ScriptAudit;
import org.mesophyll.master.scripts.ScriptRunner;
import org.mesophyll.master.scripts.TooManyJobsException;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

/** Jobs over a database, at a master to which a worker comes when the test says so. */
@ParameterizedClass
@EnumSource(names = {"H2_HIBERNATE", "POSTGRES_HIBERNATE"}) // jobs use no provider
@SuppressWarnings("NullAway.Init") // opened before each test
class JobsTest extends StateTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MOST = 2;
    private static final WorkerId ZERO = new WorkerId(0);
    private static final ScriptAudit AUDIT = new ScriptAudit();

    private final Master master = new Master(
            MasterSettings.from(new MapConfig(Map.of(
                    "mesophyll.worker-tokens", "0=" + "a".repeat(32),
                    "mesophyll.close-deadline", "PT0.1S",
                    "mesophyll.tick-interval", "PT0.01S",
                    "mesophyll.scripts.max-waiting", "2"))),
            new MemoryTokenStore(),
            new NobodyToTell());
    private UnreliableDataSource database; // the jobs'
    private JobStore store;
    private Jobs jobs;

    JobsTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {
        store = state.jobs();
        database = new UnreliableDataSource(state.dataSource);
        jobs = master(MOST);
    }

    /** Returns the jobs of a master, over the database that is unreliable. */
    private Jobs master(int mostUnfinished) {
        return new Jobs(
                new JobStore(new SqlTransactions(
                        database.dataSource(), CommitSync.NONE, new Attempts(state.settings.pool()))),
                new ScriptRunner(master.dispatcher(), master.arrivals(), AUDIT, System::nanoTime),
                master.dispatcher(),
                master.arrivals(),
                master.logs(),
                new JobSettings(Duration.ofDays(7), mostUnfinished, 8, 256),
                state.clock,
                System::nanoTime);
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
    void takes_over_what_an_earlier_master_left() throws Exception {
        Job waiting = left(false, false);
        Job running = left(true, false);
        Job again = left(true, true);

        jobs.start();

        Awaitility.await().until(() -> stateOf(running) == JobState.LOST);
        Awaitility.await().until(() -> stateOf(again) == JobState.PENDING);
        assertThat(stateOf(waiting)).isEqualTo(JobState.PENDING);
        assertThat(jobs.cancel(running.id()).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isFalse();
        Awaitility.await()
                .until(() -> jobs.cancel(waiting.id()).toCompletableFuture().get(20, TimeUnit.SECONDS));
        assertThat(stateOf(waiting)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void takes_over_what_was_left_even_if_the_database_is_away_at_the_start() {
        Job running = left(true, false);
        database.away(true);
        jobs.start();
        Awaitility.await().until(() -> database.missed() > 1);

        database.away(false);

        Awaitility.await().atMost(LONG).until(() -> stateOf(running) == JobState.LOST);
    }

    @Test
    void takes_over_what_was_left_by_a_clock_that_was_ahead() {
        state.clock.advance(Duration.ofMinutes(10));
        Job running = left(true, false);
        Job waiting = left(false, false);
        state.clock.advance(Duration.ofMinutes(-10));
        ZeroWorker worker = connect();

        jobs.start();

        worker.answerNext();
        Awaitility.await().until(() -> stateOf(running) == JobState.LOST);
        Awaitility.await().until(() -> stateOf(waiting) == JobState.COMPLETED);
    }

    @Test
    void does_not_take_over_what_it_looks_after_itself() throws Exception {
        Job running = left(true, false);
        Job own = created(LONG);

        jobs.start();

        Awaitility.await().until(() -> stateOf(running) == JobState.LOST);
        ZeroWorker worker = connect();
        worker.answerNext();
        Awaitility.await().until(() -> stateOf(own) == JobState.COMPLETED);
        assertThat(worker.requests()).isEqualTo(1);
    }

    @Test
    void jumps_of_the_wall_clock_change_nothing() throws Exception {
        Job ahead = created(LONG);
        state.clock.advance(Duration.ofHours(1));
        Job back = created(LONG);
        state.clock.advance(Duration.ofHours(-2));

        ZeroWorker worker = connect();
        worker.answerNext();
        worker.answerNext();

        Awaitility.await().until(() -> stateOf(ahead) == JobState.COMPLETED && stateOf(back) == JobState.COMPLETED);
    }

    @Test
    void a_worker_without_room_gets_the_jobs_again_until_all_are_done() throws Exception {
        jobs.close();
        jobs = master(100);
        ZeroWorker worker = connect();
        List<Job> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(created(LONG));
        }

        for (int i = 0; i < 10; i++) {
            worker.refuseNext("busy: too much waits for the tenant: the limit is 64");
        }
        for (int i = 0; i < 30; i++) {
            worker.answerNext();
        }

        Awaitility.await().until(() -> all.stream().allMatch(job -> stateOf(job) == JobState.COMPLETED));
        assertThat(worker.requests()).isEqualTo(40);
    }

    @Test
    void a_refusal_for_another_cause_is_an_end() throws Exception {
        ZeroWorker worker = connect();
        Job job = created(LONG);

        worker.refuseNext("this worker runs no scripts");

        Awaitility.await().until(() -> stateOf(job) == JobState.FAILED);
    }

    @Test
    void a_job_that_never_finds_room_times_out_and_says_why() throws Exception {
        ZeroWorker worker = connect();
        Job job = created(Duration.ofSeconds(3));

        Awaitility.await().until(() -> {
            worker.refuseAny("busy: 2 requests in flight, the limit is 2");
            return stateOf(job) == JobState.TIMED_OUT;
        });

        assertThat(store.find(job.id()).orElseThrow().progress().error())
                .matches(
                        "it could not be begun within PT3S: the worker: 2 requests in flight, the limit is 2; it was not begun"
                                + "|no answer within .*"); // if its time ended between a request and the refusal
    }

    @Test
    void a_job_whose_making_is_in_doubt_is_found_and_runs_once() throws Exception {
        ZeroWorker worker = connect();
        completeOne(worker);
        database.doubt(1);

        Job job = created(LONG);

        worker.answerNext();
        Awaitility.await().until(() -> stateOf(job) == JobState.COMPLETED);
        assertThat(worker.requests()).isEqualTo(2);
    }

    @Test
    void a_job_that_was_kept_by_a_database_that_then_went_away_runs_once_it_is_back() throws Exception {
        ZeroWorker worker = connect();
        completeOne(worker);
        database.doubtAndGo();
        Job job = job(LONG);

        assertThatThrownBy(() -> jobs.create(job).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StateUnavailableException.class);
        assertThat(stateOf(job)).isEqualTo(JobState.PENDING);
        database.away(false);

        worker.answerNext();
        Awaitility.await().until(() -> stateOf(job) == JobState.COMPLETED);
        assertThat(worker.requests()).isEqualTo(2);
    }

    @Test
    void a_job_of_this_master_that_nobody_looks_after_is_found() throws Exception {
        ZeroWorker worker = connect();
        completeOne(worker);
        Job late = job(LONG);
        store.add(late, 1); // as if its commit came after it was given up

        jobs.start();

        worker.answerNext();
        Awaitility.await().until(() -> stateOf(late) == JobState.COMPLETED);
    }

    @Test
    void a_start_and_an_end_in_doubt_neither_run_a_job_twice_nor_lose_its_end() throws Exception {
        Job job = created(LONG);
        ZeroWorker worker = new ZeroWorker();
        database.doubt(1); // its start
        worker.connect();
        RequestId request = worker.next();
        database.doubt(1); // its end

        worker.answer(request);

        Awaitility.await().atMost(LONG).until(() -> stateOf(job) == JobState.COMPLETED);
        var unused = jobs.await(job.id(), LONG).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(jobs.cancel(job.id()).toCompletableFuture().get(1, TimeUnit.SECONDS))
                .isFalse();
        assertThat(worker.requests()).isEqualTo(1);
    }

    @Test
    void fails_no_job_that_finds_no_place_to_wait_for_its_worker() throws Exception {
        var unused = master.arrivals().await(ZERO, LONG);
        var unusedToo = master.arrivals().await(ZERO, LONG);
        Job job = created(LONG);

        ZeroWorker worker = connect();

        worker.answerNext();
        Awaitility.await().until(() -> stateOf(job) == JobState.COMPLETED);
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
        database.away(true);
        Awaitility.await().until(() -> database.missed() > 0);
        assertThat(stateOf(job)).isEqualTo(JobState.PENDING);

        database.away(false);

        Awaitility.await().atMost(LONG).until(() -> stateOf(job) == JobState.TIMED_OUT);
    }

    /** Has a job run, after which the number of the master's run is known. */
    private void completeOne(ZeroWorker worker) throws Exception {
        Job job = created(LONG);
        worker.answerNext();
        Awaitility.await().until(() -> stateOf(job) == JobState.COMPLETED);
    }

    private ZeroWorker connect() {
        ZeroWorker worker = new ZeroWorker();
        worker.connect();
        return worker;
    }

    /** Worker 0, which does with each script what the test says. */
    private final class ZeroWorker {
        private final FakeWorkerWire wire = FakeWorkerWire.reading();
        private WorkerConnection connection;

        private void connect() {
            connection = master.registry().connect(ZERO, wire);
        }

        private RequestId next() {
            return wire.takeRequest();
        }

        private void answer(RequestId request) {
            connection.onFrame(FakeWorkerWire.answer(request, "done"));
        }

        private void answerNext() {
            answer(next());
        }

        private void refuseNext(String reason) {
            connection.onFrame(FakeWorkerWire.refusal(next(), reason));
        }

        private void refuseAny(String reason) {
            wire.pollRequest().ifPresent(id -> connection.onFrame(FakeWorkerWire.refusal(id, reason)));
        }

        private long requests() {
            return wire.taken().stream()
                    .filter(ServerMessage.RunScript.class::isInstance)
                    .count();
        }
    }

    private Job left(boolean started, boolean runAgain) {
        Job job = job(LONG, runAgain, state.clock.instant().minus(LONG));
        store.add(job, 0);
        if (started) {
            store.start(job.id(), 0, state.clock.instant());
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

    private Job job(Duration timeout) {
        return job(timeout, false, state.clock.instant());
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
