package org.mesophyll.mesh.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.rpc.RpcRequest;

class InMemoryRpcTransportTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");

    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicLong clock = new AtomicLong();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Ticker ticker = new Ticker(failure -> {
        throw new AssertionError(failure);
    });
    private final CompletableFuture<RpcResult<Instant>> handling = new CompletableFuture<>();
    private final RpcExecutor executor = RpcExecutor.builder()
            .on(RpcEndpoints.HEARTBEAT, (request, within) -> {
                runs.incrementAndGet();
                return handling;
            })
            .build();

    @Test
    void client_and_executor_meet_on_the_given_threads() {
        CompletionStage<RpcOutcome<Instant>> call = beat(client(waiting::add, 2));
        assertThat(runs).hasValue(0);

        waiting.remove().run();
        handling.complete(new RpcResult.Ok<>(NOW));

        assertThat(call.toCompletableFuture()).isCompletedWithValue(new RpcOutcome.Answered<>(NOW));
    }

    @Test
    void requests_over_the_bound_are_backpressure_until_one_ends() {
        RpcClient client = client(waiting::add, 1);
        CompletionStage<RpcOutcome<Instant>> first = beat(client);

        assertThat(beat(client).toCompletableFuture())
                .isCompletedWithValue(new RpcOutcome.Backpressure<>("1 requests are in the transport, as many as may"));
        waiting.remove().run();
        handling.complete(new RpcResult.Err<>("boom"));

        assertThat(first.toCompletableFuture()).isCompletedWithValue(new RpcOutcome.Failed<>("boom"));
        assertThat(beat(client).toCompletableFuture()).isNotDone();
    }

    @Test
    void threads_that_take_no_more_are_backpressure() {
        RpcClient client = client(
                task -> {
                    throw new RejectedExecutionException();
                },
                1);

        for (int repeated = 0; repeated < 2; repeated++) {
            assertThat(beat(client).toCompletableFuture())
                    .isCompletedWithValue(
                            new RpcOutcome.Backpressure<>("the threads of the transport take no more requests"));
        }
    }

    @Test
    void a_request_whose_deadline_passed_while_it_waited_is_not_run() {
        CompletionStage<RpcOutcome<Instant>> call = beat(client(waiting::add, 1));
        clock.addAndGet(SECOND.toNanos());
        ticker.tickAll();

        waiting.remove().run();

        assertThat(call.toCompletableFuture()).isCompletedWithValue(new RpcOutcome.TimedOut<>(SECOND));
        assertThat(runs).hasValue(0);
    }

    @Test
    void a_transport_that_dies_says_which_requests_may_have_run() {
        InMemoryRpcTransport transport = new InMemoryRpcTransport(executor, waiting::add, 2);
        RpcClient client = client(transport);
        CompletionStage<RpcOutcome<Instant>> running = beat(client);
        waiting.remove().run();
        CompletionStage<RpcOutcome<Instant>> queued = beat(client);

        transport.close();
        waiting.remove().run();

        String why = "the transport was closed before the answer came";
        assertThat(running.toCompletableFuture()).isCompletedWithValue(new RpcOutcome.Unreachable<>(true, why));
        assertThat(queued.toCompletableFuture()).isCompletedWithValue(new RpcOutcome.Unreachable<>(false, why));
        assertThat(beat(client).toCompletableFuture())
                .isCompletedWithValue(new RpcOutcome.Unreachable<>(false, "the transport is closed"));
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_deadline_that_only_the_executor_finds_too_long_is_refused() {
        RpcExecutor hasty = RpcExecutor.builder()
                .on(RpcEndpoints.HEARTBEAT, (request, within) -> handling)
                .limits(RpcLimits.DEFAULT.withLongestDeadline(Duration.ofMillis(1)))
                .build();

        CompletionStage<RpcOutcome<Instant>> call = beat(client(new InMemoryRpcTransport(hasty, Runnable::run, 1)));

        assertThat(call.toCompletableFuture())
                .isCompletedWithValue(
                        new RpcOutcome.Refused<>("a deadline is more than PT0S and at most PT0.001S: PT1S"));
    }

    @Test
    void threads_that_cannot_be_started_are_backpressure_and_hold_no_place() {
        RpcClient client = client(
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                1);

        for (int repeated = 0; repeated < 2; repeated++) {
            assertThat(beat(client).toCompletableFuture())
                    .isCompletedWithValue(
                            new RpcOutcome.Backpressure<>("the threads of the transport take no more requests"));
        }
    }

    private static CompletionStage<RpcOutcome<Instant>> beat(RpcClient client) {
        return client.call(RpcEndpoints.HEARTBEAT, new RpcRequest.Heartbeat(), SECOND);
    }

    private RpcClient client(Executor threads, int maxInFlight) {
        return client(new InMemoryRpcTransport(executor, threads, maxInFlight));
    }

    private RpcClient client(RpcTransport transport) {
        return new RpcClient(transport, RpcLimits.DEFAULT, ticker, clock::get);
    }
}
