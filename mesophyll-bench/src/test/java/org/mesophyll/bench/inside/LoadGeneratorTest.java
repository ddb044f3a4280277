package org.mesophyll.bench.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.SendOutcome;
import org.mesophyll.protocol.Sharding;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerCount;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

class LoadGeneratorTest {

    private static final int WORKERS = 3;

    @Test
    void keeps_as_many_requests_outstanding_as_it_is_told_and_not_one_more() throws InterruptedException {
        Map<WorkerId, AtomicInteger> outstanding = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        Dispatcher dispatcher = FakeDispatcher.answering(WORKERS, (tenant, value) -> {
            AtomicInteger ofWorker = outstanding.computeIfAbsent(owner(tenant), id -> new AtomicInteger());
            most.accumulateAndGet(ofWorker.incrementAndGet(), Math::max);
            return FakeDispatcher.later(new DispatchOutcome.Answered(value))
                    .whenComplete((outcome, failure) -> ofWorker.decrementAndGet());
        });

        RunFigures figures = run(dispatcher, request(RunMode.REQUEST, 2, 5));

        assertThat(most).hasValue(5);
        assertThat(outstanding).containsOnlyKeys(new WorkerId(0), new WorkerId(1));
        assertThat(figures.completed()).isPositive();
        assertThat(figures.total()).isGreaterThanOrEqualTo(figures.completed());
        assertThat(figures.failures()).isEmpty();
        assertThat(figures.latency().p50()).isGreaterThan(Duration.ofMillis(1).toNanos() / 2);
        assertThat(figures.latency().max())
                .isGreaterThanOrEqualTo(figures.latency().p50());
    }

    @Test
    void counts_answers_that_are_not_what_was_sent() throws InterruptedException {
        Dispatcher dispatcher = FakeDispatcher.answering(
                WORKERS, (tenant, value) -> FakeDispatcher.later(new DispatchOutcome.Answered(Value.of("other"))));

        RunFigures figures = run(dispatcher, request(RunMode.REQUEST, 1, 1));

        assertThat(figures.mismatches()).isPositive();
        assertThat(figures.completed()).isZero();
    }

    @Test
    void counts_other_outcomes_by_name_and_does_not_spin_on_them() throws InterruptedException {
        Dispatcher dispatcher = FakeDispatcher.answering(
                WORKERS,
                (tenant, value) -> CompletableFuture.completedFuture(new DispatchOutcome.NotConnected(owner(tenant))));

        RunFigures figures = run(dispatcher, request(RunMode.REQUEST, 1, 1));

        assertThat(figures.failures()).containsOnlyKeys("not_connected");
        assertThat(figures.failures().get("not_connected")).isBetween(1L, 1000L);
    }

    @Test
    void goes_on_when_answers_come_at_once_and_keeps_the_stack_flat() {
        Dispatcher dispatcher = FakeDispatcher.answering(
                WORKERS, (tenant, value) -> CompletableFuture.completedFuture(new DispatchOutcome.Answered(value)));
        Tally tally = new Tally();
        AtomicInteger left = new AtomicInteger(100_000);
        Lane lane = new Lane(
                dispatcher,
                TenantId.guild(1),
                Value.ofNull(),
                () -> left.getAndDecrement() > 0,
                System::nanoTime,
                tally);

        lane.start();

        assertThat(lane.done()).isCompleted();
        assertThat(tally.figures(Duration.ofSeconds(1)).total()).isEqualTo(100_000);
    }

    @Test
    void ends_early_when_it_is_stopped() throws InterruptedException {
        Dispatcher dispatcher = FakeDispatcher.answering(
                WORKERS, (tenant, value) -> FakeDispatcher.later(new DispatchOutcome.Answered(value)));
        RunRequest tenMinutes = new RunRequest(RunMode.REQUEST, 1, 1, 0, 1, Duration.ZERO, Duration.ofMinutes(10));
        LoadGenerator generator = new LoadGenerator(dispatcher, tenMinutes, System::nanoTime);
        generator.stop();

        RunFigures figures = generator.run();

        assertThat(figures.elapsed()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void takes_a_full_outbox_for_no_failure_of_an_event_without_an_answer() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        Dispatcher dispatcher = FakeDispatcher.taking(
                WORKERS,
                tenant -> calls.incrementAndGet() % 2 == 0
                        ? new SendOutcome.Accepted(owner(tenant))
                        : new SendOutcome.Backpressure(owner(tenant), "1 message"));

        RunFigures figures = run(dispatcher, request(RunMode.ONEWAY, 1, 1));

        assertThat(figures.total()).isEqualTo(calls.get() / 2);
        assertThat(figures.failures()).isEmpty();
    }

    @Test
    void refuses_workers_that_own_no_tenants() {
        Dispatcher dispatcher = FakeDispatcher.taking(WORKERS, tenant -> new SendOutcome.Accepted(owner(tenant)));

        assertThatThrownBy(() -> Tenants.of(new WorkerId(WORKERS), 1, dispatcher))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("worker 3");
    }

    @Test
    void finds_distinct_tenants_of_a_worker() {
        Dispatcher dispatcher = FakeDispatcher.taking(WORKERS, tenant -> new SendOutcome.Accepted(owner(tenant)));

        var tenants = Tenants.of(new WorkerId(2), 10, dispatcher);

        assertThat(tenants).hasSize(10).doesNotHaveDuplicates();
        assertThat(tenants).allSatisfy(tenant -> assertThat(owner(tenant)).isEqualTo(new WorkerId(2)));
    }

    private static RunFigures run(Dispatcher dispatcher, RunRequest request) throws InterruptedException {
        return new LoadGenerator(dispatcher, request, System::nanoTime).run();
    }

    private static RunRequest request(RunMode mode, int workers, int outstanding) {
        return new RunRequest(mode, workers, outstanding, 16, 4, Duration.ZERO, Duration.ofSeconds(1));
    }

    private static WorkerId owner(TenantId tenant) {
        return Sharding.ownerOf(tenant, new WorkerCount(WORKERS));
    }
}
