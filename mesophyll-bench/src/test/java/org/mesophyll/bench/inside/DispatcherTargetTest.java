package org.mesophyll.bench.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.mesophyll.bench.drive.Result;
import org.mesophyll.bench.drive.Result.Answer;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.drive.Sending;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.SendOutcome;
import org.mesophyll.protocol.Sharding;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerCount;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

class DispatcherTargetTest {

    private static final int WORKERS = 5;

    @Test
    void asks_for_an_answer_with_the_same_number_and_text_of_the_size_it_was_told() {
        Dispatcher dispatcher = answering(value -> Value.list(numberOf(value), Value.of("mmm")));
        DispatcherTarget target = new DispatcherTarget(dispatcher, run(0, 1, 16, 3));

        assertThat(request(target, 0, 7)).containsExactly(Answer.RIGHT);
        assertThat(target.requestAndWait(0, 0, 8)).isEqualTo(Answer.RIGHT);
    }

    @Test
    void takes_another_number_or_another_text_for_a_wrong_answer() {
        Dispatcher oldNumber = answering(value -> Value.list(Value.of(6), Value.of("mmm")));
        Dispatcher shortText = answering(value -> Value.list(numberOf(value), Value.of("mm")));

        assertThat(request(new DispatcherTarget(oldNumber, run(0, 1, 16, 3)), 0, 7))
                .containsExactly(Answer.WRONG);
        assertThat(request(new DispatcherTarget(shortText, run(0, 1, 16, 3)), 0, 7))
                .containsExactly(Answer.WRONG);
    }

    @Test
    void names_an_outcome_without_an_answer() {
        Dispatcher dispatcher = FakeDispatcher.answering(
                WORKERS,
                (tenant, value) -> CompletableFuture.completedFuture(new DispatchOutcome.NotConnected(owner(tenant))));

        List<Result> results = request(new DispatcherTarget(dispatcher, run(0, 1, 16, 3)), 0, 7);

        assertThat(results).containsExactly(new Result.Failed("not_connected"));
    }

    @Test
    void names_a_stage_that_fails_an_exception() {
        Dispatcher dispatcher = FakeDispatcher.answering(
                WORKERS, (tenant, value) -> CompletableFuture.failedFuture(new IllegalStateException("a defect")));

        List<Result> results = request(new DispatcherTarget(dispatcher, run(0, 1, 16, 3)), 0, 7);

        assertThat(results).containsExactly(new Result.Failed("exception"));
    }

    @Test
    void reaches_the_workers_of_the_run_only_whichever_slot_a_request_has() {
        Set<WorkerId> asked = new LinkedHashSet<>();
        Dispatcher dispatcher = FakeDispatcher.answering(WORKERS, (tenant, value) -> {
            asked.add(owner(tenant));
            return CompletableFuture.completedFuture(new DispatchOutcome.Answered(value));
        });
        DispatcherTarget target = new DispatcherTarget(dispatcher, run(2, 2, 16, 3));

        for (int slot = 0; slot < 10; slot++) {
            target.request(0, slot, slot, result -> {});
            target.request(1, slot, slot, result -> {});
        }

        assertThat(asked).containsExactly(new WorkerId(2), new WorkerId(3));
    }

    @Test
    void tells_a_full_outbox_from_a_missing_worker() {
        SendOutcome full = new SendOutcome.Backpressure(new WorkerId(0), "1 message");

        assertThat(send(new SendOutcome.Accepted(new WorkerId(0)))).isEqualTo(Sending.TAKEN);
        assertThat(send(full)).isEqualTo(Sending.FULL);
        assertThat(send(new SendOutcome.NotConnected(new WorkerId(0)))).isEqualTo(Sending.LOST);
    }

    @Test
    void refuses_workers_that_own_no_tenants() {
        Dispatcher dispatcher = FakeDispatcher.taking(WORKERS, tenant -> new SendOutcome.Accepted(owner(tenant)));

        assertThatThrownBy(() -> Tenants.of(new WorkerId(WORKERS), 1, dispatcher))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("worker 5");
    }

    @Test
    void finds_distinct_tenants_of_a_worker() {
        Dispatcher dispatcher = FakeDispatcher.taking(WORKERS, tenant -> new SendOutcome.Accepted(owner(tenant)));

        var tenants = Tenants.of(new WorkerId(2), 10, dispatcher);

        assertThat(tenants).hasSize(10).doesNotHaveDuplicates();
        assertThat(tenants).allSatisfy(tenant -> assertThat(owner(tenant)).isEqualTo(new WorkerId(2)));
    }

    private static Dispatcher answering(UnaryOperator<Value> answer) {
        return FakeDispatcher.answering(
                WORKERS,
                (tenant, value) ->
                        CompletableFuture.completedFuture(new DispatchOutcome.Answered(answer.apply(value))));
    }

    private static List<Result> request(DispatcherTarget target, int slot, long sequence) {
        List<Result> results = new ArrayList<>();
        target.request(0, slot, sequence, results::add);
        return results;
    }

    private static Sending send(SendOutcome outcome) {
        Dispatcher dispatcher = FakeDispatcher.taking(WORKERS, tenant -> outcome);
        return new DispatcherTarget(dispatcher, run(0, 1, 16, 3)).send(0, 1);
    }

    private static Value numberOf(Value asked) {
        return ((Value.Sequence) asked).values().get(0);
    }

    private static RunRequest run(int first, int workers, int payload, int reply) {
        return new RunRequest(
                RunMode.REQUEST, first, workers, 1, payload, reply, 4, Duration.ZERO, Duration.ofMillis(1));
    }

    private static WorkerId owner(TenantId tenant) {
        return Sharding.ownerOf(tenant, new WorkerCount(WORKERS));
    }
}
