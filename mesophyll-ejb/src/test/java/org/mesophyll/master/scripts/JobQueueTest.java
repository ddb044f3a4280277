package org.mesophyll.master.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.logs.ScriptLogs;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.UnfinishedJob;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;

class JobQueueTest {
    private static final WorkerId WORKER = new WorkerId(0);
    private static final TenantId ONE = TenantId.guild(1);
    private static final TenantId OTHER = TenantId.guild(2);

    private final ScriptLogs logs = new ScriptLogs(1, 1, Clock.systemUTC());
    private long lastNumber;

    @Test
    void gives_each_tenant_its_window_and_tenants_their_turns() {
        JobQueue queue = new JobQueue(2, 100, 1_000);
        List<LiveJob> ones = add(queue, ONE, 3);
        List<LiveJob> others = add(queue, OTHER, 1);

        assertThat(takeAll(queue)).containsExactly(ones.get(0), others.get(0), ones.get(1));

        queue.ended(WORKER, ones.get(0));
        assertThat(takeAll(queue)).containsExactly(ones.get(2));
    }

    @Test
    void gives_a_worker_no_more_than_its_window() {
        JobQueue queue = new JobQueue(10, 2, 1_000);
        List<LiveJob> jobs = add(queue, ONE, 3);

        assertThat(takeAll(queue)).containsExactly(jobs.get(0), jobs.get(1));

        queue.ended(WORKER, jobs.get(1));
        assertThat(takeAll(queue)).containsExactly(jobs.get(2));
    }

    @Test
    void gives_places_to_no_more_bytes_than_allowed_except_to_a_single_job() {
        JobQueue queue = new JobQueue(10, 10, 15);
        List<LiveJob> jobs = add(queue, ONE, 2);
        LiveJob large = job(OTHER, 100);

        assertThat(takeAll(queue)).containsExactly(jobs.get(0));
        queue.ended(WORKER, jobs.get(0));
        assertThat(takeAll(queue)).containsExactly(jobs.get(1));
        queue.add(WORKER, large);
        assertThat(takeAll(queue)).isEmpty();
        queue.ended(WORKER, jobs.get(1));
        assertThat(takeAll(queue)).containsExactly(large);
    }

    @Test
    void puts_what_was_refused_back_in_order_and_goes_on_one_at_a_time_after_a_pause() {
        JobQueue queue = new JobQueue(2, 100, 1_000);
        List<LiveJob> jobs = add(queue, ONE, 4);
        takeAll(queue);

        Duration pause = queue.putBackRefused(WORKER, jobs.get(1));
        assertThat(queue.putBackRefused(WORKER, jobs.get(0))).isZero();
        assertThat(takeAll(queue)).isEmpty();
        queue.resume(WORKER, jobs.get(0));
        assertThat(takeAll(queue)).containsExactly(jobs.get(0));

        assertThat(queue.putBackRefused(WORKER, jobs.get(0))).isEqualTo(pause.multipliedBy(2));
        queue.resume(WORKER, jobs.get(0));
        assertThat(takeAll(queue)).containsExactly(jobs.get(0));
        queue.ended(WORKER, jobs.get(0));
        assertThat(takeAll(queue)).containsExactly(jobs.get(1), jobs.get(2));
    }

    @Test
    void a_pause_of_one_tenant_holds_up_no_other() {
        JobQueue queue = new JobQueue(1, 100, 1_000);
        List<LiveJob> ones = add(queue, ONE, 1);
        takeAll(queue);
        queue.putBackRefused(WORKER, ones.get(0));
        List<LiveJob> others = add(queue, OTHER, 1);

        assertThat(takeAll(queue)).containsExactly(others.get(0));
    }

    @Test
    void starts_nothing_of_a_worker_that_is_held() {
        JobQueue queue = new JobQueue(1, 100, 1_000);
        List<LiveJob> jobs = add(queue, ONE, 1);
        assertThat(takeAll(queue)).hasSize(1);

        assertThat(queue.hold(WORKER)).isTrue();
        assertThat(queue.hold(WORKER)).isFalse();
        queue.putBack(WORKER, jobs.get(0));
        assertThat(takeAll(queue)).isEmpty();

        queue.release(WORKER);
        assertThat(takeAll(queue)).containsExactly(jobs.get(0));
    }

    @Test
    void removes_what_waits_and_nothing_else() {
        JobQueue queue = new JobQueue(1, 100, 1_000);
        List<LiveJob> jobs = add(queue, ONE, 2);
        takeAll(queue);

        assertThat(queue.remove(WORKER, jobs.get(0))).isFalse();
        assertThat(queue.remove(WORKER, jobs.get(1))).isTrue();
        assertThat(queue.remove(WORKER, jobs.get(1))).isFalse();
        queue.ended(WORKER, jobs.get(0));
        assertThat(takeAll(queue)).isEmpty();
    }

    private List<LiveJob> add(JobQueue queue, TenantId tenant, int count) {
        List<LiveJob> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LiveJob job = job(tenant, 10);
            jobs.add(job);
            queue.add(WORKER, job);
        }
        return jobs;
    }

    private LiveJob job(TenantId tenant, long bytes) {
        UnfinishedJob job = new UnfinishedJob(JobId.next(Instant.EPOCH), tenant, Duration.ofSeconds(1), bytes);
        return new LiveJob(job, ++lastNumber, logs.newLog(), 0);
    }

    private static List<LiveJob> takeAll(JobQueue queue) {
        List<LiveJob> taken = new ArrayList<>();
        for (Optional<LiveJob> next = queue.take(); next.isPresent(); next = queue.take()) {
            taken.add(next.get());
        }
        return taken;
    }
}
