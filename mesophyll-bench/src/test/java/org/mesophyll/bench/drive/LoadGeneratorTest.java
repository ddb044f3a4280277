package org.mesophyll.bench.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.bench.drive.Result.Answer;

class LoadGeneratorTest {

    @ParameterizedTest
    @EnumSource(names = {"REQUEST", "WAIT"})
    void keeps_as_many_requests_outstanding_as_it_is_told_and_not_one_more(RunMode mode) throws InterruptedException {
        Map<Integer, AtomicInteger> outstanding = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        Target target = FakeTarget.answering((connection, slot, reply) -> {
            AtomicInteger ofConnection = outstanding.computeIfAbsent(connection, each -> new AtomicInteger());
            most.accumulateAndGet(ofConnection.incrementAndGet(), Math::max);
            FakeTarget.later(() -> {
                ofConnection.decrementAndGet();
                reply.ended(Answer.RIGHT);
            });
        });

        RunFigures figures = run(target, request(mode, 2, 5));

        assertThat(most).hasValue(5);
        assertThat(outstanding).containsOnlyKeys(0, 1);
        assertThat(figures.completed()).isPositive();
        assertThat(figures.total()).isGreaterThanOrEqualTo(figures.completed());
        assertThat(figures.failures()).isEmpty();
        assertThat(figures.latency().p50()).isGreaterThan(Duration.ofMillis(1).toNanos() / 2);
        assertThat(figures.latency().max())
                .isGreaterThanOrEqualTo(figures.latency().p50());
    }

    @Test
    void counts_answers_that_are_not_what_they_should_be() throws InterruptedException {
        Target target =
                FakeTarget.answering((connection, slot, reply) -> FakeTarget.later(() -> reply.ended(Answer.WRONG)));

        RunFigures figures = run(target, request(RunMode.REQUEST, 1, 1));

        assertThat(figures.mismatches()).isPositive();
        assertThat(figures.completed()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUEST", "WAIT"})
    void counts_other_outcomes_by_name_and_does_not_spin_on_them(RunMode mode) throws InterruptedException {
        Target target =
                FakeTarget.answering((connection, slot, reply) -> reply.ended(new Result.Failed("not_connected")));

        RunFigures figures = run(target, request(mode, 1, 1));

        assertThat(figures.failures()).containsOnlyKeys("not_connected");
        assertThat(figures.failures().get("not_connected")).isBetween(1L, 1000L);
    }

    @Test
    void counts_calls_that_throw() throws InterruptedException {
        Target target = FakeTarget.answering((connection, slot, reply) -> {
            throw new IllegalStateException("this target refuses the call");
        });

        RunFigures figures = run(target, request(RunMode.REQUEST, 1, 1));

        assertThat(figures.failures()).containsOnlyKeys("exception");
    }

    @Test
    void goes_on_when_answers_come_at_once_and_keeps_the_stack_flat() {
        Target target = FakeTarget.answering((connection, slot, reply) -> reply.ended(Answer.RIGHT));
        Tally tally = new Tally();
        AtomicInteger left = new AtomicInteger(100_000);
        Lane lane = new Lane(target, new Lane.Place(0, 0), () -> left.getAndDecrement() > 0, System::nanoTime, tally);

        lane.start();

        assertThat(lane.done()).isCompleted();
        assertThat(tally.figures(Duration.ofSeconds(1)).total()).isEqualTo(100_000);
    }

    @Test
    void ends_early_when_it_is_stopped() throws InterruptedException {
        Target target =
                FakeTarget.answering((connection, slot, reply) -> FakeTarget.later(() -> reply.ended(Answer.RIGHT)));
        RunRequest tenMinutes =
                new RunRequest(RunMode.REQUEST, 0, 1, 1, 0, 0, 1, Duration.ZERO, Duration.ofMinutes(10));
        LoadGenerator generator = new LoadGenerator(target, tenMinutes, System::nanoTime);
        generator.stop();

        RunFigures figures = generator.run();

        assertThat(figures.elapsed()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void takes_a_full_target_for_no_failure_of_a_message_without_an_answer() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        Target target = FakeTarget.taking(() -> calls.incrementAndGet() % 2 == 0 ? Sending.TAKEN : Sending.FULL);

        RunFigures figures = run(target, request(RunMode.ONEWAY, 1, 1));

        assertThat(figures.total()).isEqualTo(calls.get() / 2);
        assertThat(figures.failures()).isEmpty();
    }

    private static RunFigures run(Target target, RunRequest request) throws InterruptedException {
        return new LoadGenerator(target, request, System::nanoTime).run();
    }

    private static RunRequest request(RunMode mode, int connections, int outstanding) {
        return new RunRequest(mode, 0, connections, outstanding, 16, 16, 4, Duration.ZERO, Duration.ofMillis(300));
    }
}
