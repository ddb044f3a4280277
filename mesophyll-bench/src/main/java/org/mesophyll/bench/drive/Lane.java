package org.mesophyll.bench.drive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Keeps one request outstanding: when it has ended, and the run goes on, it makes the next. */
final class Lane implements Target.Reply {

    /** A failure that comes at once must not become a loop that takes the processor. */
    private static final long PAUSE_MILLIS = 5;

    private final Target target;
    private final Place place;
    private final BooleanSupplier goesOn;
    private final LongSupplier nanoClock;
    private final Tally tally;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Requests to make; whoever raises it from 0 makes them all, so that none is made within another's call. */
    private final AtomicInteger due = new AtomicInteger();

    private long sequence; // confined to whoever raised due from 0
    private long startedNanos; // as sequence

    /** Where a lane's requests go. */
    record Place(int connection, int slot) {}

    Lane(Target target, Place place, BooleanSupplier goesOn, LongSupplier nanoClock, Tally tally) {
        this.target = target;
        this.place = place;
        this.goesOn = goesOn;
        this.nanoClock = nanoClock;
        this.tally = tally;
    }

    /** Makes the first request; the others follow where answers come in. */
    void start() {
        next();
    }

    /** Makes all requests on the calling thread, which waits for each answer. */
    void runWaiting() {
        try {
            while (goesOn.getAsBoolean()) {
                long start = nanoClock.getAsLong();
                Result result = target.requestAndWait(place.connection(), place.slot(), sequence++);
                tally.ended(result, nanoClock.getAsLong() - start);
                if (result instanceof Result.Failed) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
                }
            }
            done.complete(null);
        } catch (InterruptedException | RuntimeException ended) {
            done.completeExceptionally(ended);
        }
    }

    /** Returns a future that completes when the run does not go on and the last request has ended. */
    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void ended(Result result) {
        tally.ended(result, nanoClock.getAsLong() - startedNanos);
        if (result instanceof Result.Failed) {
            pauseThenNext();
            return;
        }
        next();
    }

    private void next() {
        if (due.getAndIncrement() != 0) {
            return;
        }
        do {
            if (!goesOn.getAsBoolean()) {
                done.complete(null);
                return;
            }
            send();
        } while (due.decrementAndGet() != 0);
    }

    private void send() {
        startedNanos = nanoClock.getAsLong();
        try {
            target.request(place.connection(), place.slot(), sequence++, this);
        } catch (RuntimeException refusedCall) {
            ended(Tally.THREW);
        }
    }

    private void pauseThenNext() {
        CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(this::next);
    }
}
