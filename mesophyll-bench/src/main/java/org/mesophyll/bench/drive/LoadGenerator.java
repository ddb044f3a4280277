package org.mesophyll.bench.drive;

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

/** Makes the requests of one run and measures them. */
public final class LoadGenerator {

    /** Requests that are under way at the end have their time-out, and the target a little more. */
    private static final Duration DRAIN_LIMIT = Target.REQUEST_TIMEOUT.plusSeconds(5);

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final Target target;
    private final RunRequest request;
    private final LongSupplier nanoClock;
    private final Tally tally = new Tally();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile boolean goesOn = true; // written by the run's thread

    public LoadGenerator(Target target, RunRequest request, LongSupplier nanoClock) {
        this.target = target;
        this.request = request;
        this.nanoClock = nanoClock;
    }

    /**
     * Runs; returns after warm-up, measurement and at most 15 s for the last answers.
     *
     * @throws IllegalStateException if some requests have not ended by then
     */
    public RunFigures run() throws InterruptedException {
        return switch (request.mode()) {
            case REQUEST -> runLanes(Lane::start);
            case WAIT -> runLanes(LoadGenerator::startThread);
            case ONEWAY -> runOneway();
        };
    }

    /** Ends the run early; from any thread. */
    public void stop() {
        stopped.countDown();
    }

    private interface Start {
        void start(Lane lane);
    }

    /** The thread ends with its lane. */
    private static void startThread(Lane lane) {
        Thread thread = new Thread(lane::runWaiting, "mesophyll-bench-lane");
        thread.setDaemon(true);
        thread.start();
    }

    private RunFigures runLanes(Start how) throws InterruptedException {
        List<Lane> lanes = lanes();
        lanes.forEach(how::start);
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
        for (int connection = 0; connection < request.workers(); connection++) {
            for (int slot = 0; slot < request.outstanding(); slot++) {
                lanes.add(new Lane(target, new Lane.Place(connection, slot), () -> goesOn, nanoClock, tally));
            }
        }
        return lanes;
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
        sendFor(request.warmup());
        tally.measure(true);
        Duration elapsed = sendFor(request.measured());
        tally.measure(false);
        return tally.figures(elapsed);
    }

    /** Sends over each connection in turn as fast as the target takes it. */
    private Duration sendFor(Duration duration) {
        long start = nanoClock.getAsLong();
        long elapsed = 0;
        for (long turn = 0; elapsed < duration.toNanos() && stopped.getCount() > 0; turn++) {
            int taken = 0;
            for (int connection = 0; connection < request.workers(); connection++) {
                taken += send(connection, turn) ? 1 : 0;
            }
            if (taken == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            elapsed = nanoClock.getAsLong() - start;
        }
        return Duration.ofNanos(elapsed);
    }

    private boolean send(int connection, long sequence) {
        long start = nanoClock.getAsLong();
        return switch (target.send(connection, sequence)) {
            case TAKEN -> {
                tally.ended(Result.Answer.RIGHT, nanoClock.getAsLong() - start);
                yield true;
            }
            case FULL -> false;
            case LOST -> {
                tally.ended(new Result.Failed("not_connected"), 0);
                yield false;
            }
        };
    }
}
