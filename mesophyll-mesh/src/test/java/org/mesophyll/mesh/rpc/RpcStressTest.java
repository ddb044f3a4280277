package org.mesophyll.mesh.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.rpc.RpcRequest;

/** Answers, refusals, deadlines and a close race for calls; each call ends once, and no place is lost. */
@Timeout(60)
class RpcStressTest {
    private static final int CALLERS = 4;
    private static final int CALLS = 500;
    private static final int MAX_IN_FLIGHT = 8;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofNanos(1);

    private final AtomicInteger runs = new AtomicInteger();
    private final Ticker ticker = new Ticker(failure -> {
        throw new AssertionError(failure);
    });
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_IN_FLIGHT / 2));
    private final RpcClient client = new RpcClient(
            new InMemoryRpcTransport(
                    RpcExecutor.builder()
                            .on(RpcEndpoints.HEARTBEAT, (request, within) -> {
                                runs.incrementAndGet();
                                return CompletableFuture.completedFuture(new RpcResult.Ok<>(Instant.EPOCH));
                            })
                            .build(),
                    threads,
                    MAX_IN_FLIGHT),
            RpcLimits.DEFAULT.withMaxInFlight(MAX_IN_FLIGHT),
            ticker,
            System::nanoTime);

    @AfterEach
    void stop() {
        callers.shutdownNow();
        threads.shutdownNow();
    }

    @RepeatedTest(20)
    void every_call_ends_once_and_gives_its_place_back() throws Exception {
        CountDownLatch halfWay = new CountDownLatch(CALLERS * CALLS / 2);
        List<Future<List<RpcOutcome<Instant>>>> calling = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            calling.add(callers.submit(calls(halfWay)));
        }

        assertThat(halfWay.await(30, TimeUnit.SECONDS)).isTrue();
        client.close();

        int answered = 0;
        int certainlyNotRun = 0;
        for (Future<List<RpcOutcome<Instant>>> outcomes : calling) {
            for (RpcOutcome<Instant> outcome : outcomes.get(30, TimeUnit.SECONDS)) {
                answered += outcome.kind() == RpcOutcome.Kind.ANSWERED ? 1 : 0;
                certainlyNotRun += outcome.mayHaveRun() ? 0 : 1;
            }
        }
        assertThat(client.inFlight()).isZero();
        assertThat(runs.get()).isBetween(answered, CALLERS * CALLS - certainlyNotRun);
    }

    private Callable<List<RpcOutcome<Instant>>> calls(CountDownLatch halfWay) {
        return () -> {
            List<RpcOutcome<Instant>> outcomes = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                Duration within = call % 3 == 0 ? SHORT : LONG;
                CompletableFuture<RpcOutcome<Instant>> ending = client.call(
                                RpcEndpoints.HEARTBEAT, new RpcRequest.Heartbeat(), within)
                        .toCompletableFuture();
                ticker.tickAll();
                outcomes.add(ending.get(30, TimeUnit.SECONDS));
                halfWay.countDown();
            }
            return outcomes;
        };
    }
}
