package org.mesophyll.bench.inside;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.SendOutcome;
import org.mesophyll.master.metrics.OutcomeKind;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

/** Makes the dispatches of one run and measures them. */
final class LoadGenerator {

    /** Requests that are under way at the end have their time-out, and the master a little more. */
    private static final Duration DRAIN_LIMIT = Lane.REQUEST_TIMEOUT.plusSeconds(5);

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final Dispatcher dispatcher;
    private final RunRequest request;
    private final LongSupplier nanoClock;
    private final Tally tally = new Tally();
    private final Value filler;

    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile boolean goesOn = true; // written by the run's thread

    LoadGenerator(Dispatcher dispatcher, RunRequest request, LongSupplier nanoClock) {
        this.dispatcher = dispatcher;
        this.request = request;
        this.nanoClock = nanoClock;
        this.filler = Value.of("m".repeat(request.payload()));
    }

    /**
     * Runs; returns after warm-up, measurement and at most 15 s for the last answers.
     *
     * @throws IllegalStateException if some requests have not ended by then
     */
    RunFigures run() throws InterruptedException {
        return switch (request.mode()) {
            case REQUEST -> runRequests();
            case ONEWAY -> runOneway();
        };
    }

    /** Ends the run early; from any thread. */
    void stop() {
        stopped.countDown();
    }

    private RunFigures runRequests() throws InterruptedException {
        List<Lane> lanes = lanes();
        lanes.forEach(Lane::start);
        loadFor(request.warmup());
        tally.measure(true);
        long start = nanoClock.getAsLong();
        loadFor(request.measured());
        tally.measure(false);
        Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - start);
        goesOn = false;
        awaitAll(lanes);
        return tally.figures(elapsed);
    }

    private List<Lane> lanes() {
        List<Lane> lanes = new ArrayList<>();
        for (List<TenantId> tenants : tenantsOfWorkers()) {
            for (int i = 0; i < request.outstanding(); i++) {
                TenantId tenant = tenants.get(i % tenants.size());
                lanes.add(new Lane(dispatcher, tenant, filler, () -> goesOn, nanoClock, tally));
            }
        }
        return lanes;
    }

    private List<List<TenantId>> tenantsOfWorkers() {
        List<List<TenantId>> tenants = new ArrayList<>();
        for (int worker = 0; worker < request.workers(); worker++) {
            tenants.add(Tenants.of(new WorkerId(worker), request.tenants(), dispatcher));
        }
        return tenants;
    }

    private static void awaitAll(List<Lane> lanes) throws InterruptedException {
        CompletableFuture<?>[] ends = lanes.stream().map(Lane::done).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            throw new IllegalStateException(
                    "requests have not ended " + DRAIN_LIMIT.toSeconds() + " s after the run", late);
        }
    }

    private void loadFor(Duration duration) throws InterruptedException {
        if (stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
            goesOn = false;
        }
    }

    private RunFigures runOneway() {
        List<List<TenantId>> tenants = tenantsOfWorkers();
        sendFor(request.warmup(), tenants);
        tally.measure(true);
        Duration elapsed = sendFor(request.measured(), tenants);
        tally.measure(false);
        return tally.figures(elapsed);
    }

    /** Sends to each worker in turn as fast as the outboxes take it. */
    private Duration sendFor(Duration duration, List<List<TenantId>> tenantsOfWorkers) {
        long start = nanoClock.getAsLong();
        long elapsed = 0;
        for (int turn = 0; elapsed < duration.toNanos() && stopped.getCount() > 0; turn++) {
            int accepted = 0;
            for (List<TenantId> tenants : tenantsOfWorkers) {
                accepted += send(tenants.get(turn % tenants.size()), turn) ? 1 : 0;
            }
            if (accepted == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            elapsed = nanoClock.getAsLong() - start;
        }
        return Duration.ofNanos(elapsed);
    }

    private boolean send(TenantId tenant, long sequence) {
        Event event = Event.of("Load", Value.list(Value.of(sequence), filler));
        long start = nanoClock.getAsLong();
        SendOutcome outcome = dispatcher.dispatchWithoutAnswer(tenant, event);
        if (outcome instanceof SendOutcome.Accepted) {
            tally.succeeded(nanoClock.getAsLong() - start);
            return true;
        }
        if (outcome instanceof SendOutcome.NotConnected) {
            tally.failed(OutcomeKind.NOT_CONNECTED);
        }
        return false; // a full outbox is what holds the sender back; it is no failure
    }
}
