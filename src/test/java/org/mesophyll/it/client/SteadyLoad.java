package org.mesophyll.it.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.mesophyll.client.StateClient;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;

/** A tenant to which events are dispatched and whose state is read, again and again, while something else happens. */
final class SteadyLoad implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration END_LIMIT = Duration.ofMinutes(3);
    private static final int LEAST_ROUNDS = 30;
    private static final double PERCENTILE = 0.99;

    private final Operator operator;
    private final TenantId tenant;
    private final TestWorker worker;
    private final StateClient state;
    private final TenantState kept = new TenantState(Set.of("Test"), Json.of("kept"));
    private final Request other;
    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    private SteadyLoad(Running master, int worker, Request other) {
        this.other = other;
        this.operator = Operator.of(master);
        this.tenant = Tenants.guildOf(worker, 1);
        this.worker = TestWorker.connect(master, worker, TestWorker.Behaviour.ECHO);
        this.state = StateClient.builder()
                .url(master.url().toString())
                .worker(worker)
                .token(ItTokens.worker(worker))
                .build();
        state.setTenantState(tenant, kept);
    }

    /**
     * Connects the worker of a tenant that asks for something all the time.
     *
     * @param other another request that is repeated, too
     */
    static SteadyLoad of(Running master, int worker, Request other) {
        return new SteadyLoad(master, worker, other);
    }

    /** What happens beside the load. */
    @FunctionalInterface
    interface Deed {
        /** Does it. */
        void run() throws Exception;
    }

    /** Sends one request of the load, by its number; returns what it got, or nothing if that was right. */
    @FunctionalInterface
    interface Request {
        /** Sends it. */
        String send(int number);
    }

    /**
     * What became of the requests.
     *
     * @param answered how long each took that was answered as it should be, in nanoseconds, sorted
     * @param others what the others got instead
     */
    record Outcomes(List<Long> answered, List<String> others) {
        public Outcomes {
            answered = answered.stream().sorted().toList();
            others = List.copyOf(others);
        }

        /** Returns in milliseconds how long the slowest but one in a hundred took. */
        public double p99Millis() {
            int index = (int) Math.ceil(PERCENTILE * answered.size()) - 1;
            return answered.get(Math.max(0, index)) / 1e6;
        }
    }

    /** Does something with the load beside it, at least a few rounds long, and returns what became of the load's requests. */
    Outcomes beside(Deed deed) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        List<Long> answered = Collections.synchronizedList(new ArrayList<>());
        List<String> others = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> loads = List.of(
                CompletableFuture.runAsync(() -> repeat(this::dispatch, done, answered, others), threads),
                CompletableFuture.runAsync(() -> repeat(this::read, done, answered, others), threads),
                CompletableFuture.runAsync(() -> repeat(other, done, answered, others), threads));
        try {
            deed.run();
        } finally {
            done.countDown();
            for (CompletableFuture<Void> load : loads) {
                load.get(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
        return new Outcomes(answered, others);
    }

    private static void repeat(Request request, CountDownLatch done, List<Long> answered, List<String> others) {
        for (int number = 0; number < LEAST_ROUNDS || done.getCount() > 0; number++) {
            long start = System.nanoTime();
            String got;
            try {
                got = request.send(number);
            } catch (RuntimeException failure) {
                got = failure.toString();
            }
            if (got.isEmpty()) {
                answered.add(System.nanoTime() - start);
            } else {
                others.add(got);
            }
        }
    }

    private String dispatch(int number) {
        HttpReply reply =
                operator.dispatchText(tenant, "round " + number, LIMIT).join();
        boolean echoed = reply.status() == 200 && reply.text().contains("\"round " + number + "\"");
        return echoed ? "" : reply.toString();
    }

    private String read(int number) {
        return state.tenantState(tenant).filter(kept::equals).isPresent() ? "" : "another state, round " + number;
    }

    /** Ends the worker and the threads. */
    @Override
    public void close() {
        threads.shutdownNow();
        state.close();
        worker.close();
    }
}
