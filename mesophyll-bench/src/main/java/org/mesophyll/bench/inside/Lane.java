package org.mesophyll.bench.inside;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** Keeps one request outstanding: when it has ended, and the run goes on, it makes the next. */
final class Lane {

    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** A failure that comes at once must not become a loop that takes the processor. */
    private static final long PAUSE_MILLIS = 5;

    private final Dispatcher dispatcher;
    private final TenantId tenant;
    private final Value filler;
    private final BooleanSupplier goesOn;
    private final LongSupplier nanoClock;
    private final Tally tally;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Requests to make; whoever raises it from 0 makes them all, so that none is made within another's call. */
    private final AtomicInteger due = new AtomicInteger();

    private long sequence; // confined to whoever raised due from 0
    private long startedNanos; // as sequence
    private @Nullable Value sent; // as sequence

    Lane(
            Dispatcher dispatcher,
            TenantId tenant,
            Value filler,
            BooleanSupplier goesOn,
            LongSupplier nanoClock,
            Tally tally) {
        this.dispatcher = dispatcher;
        this.tenant = tenant;
        this.filler = filler;
        this.goesOn = goesOn;
        this.nanoClock = nanoClock;
        this.tally = tally;
    }

    /** Makes the first request. */
    void start() {
        next();
    }

    /** Returns a future that completes when the run does not go on and the last request has ended. */
    CompletableFuture<Void> done() {
        return done;
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
        Value value = Value.list(Value.of(sequence++), filler);
        sent = value;
        startedNanos = nanoClock.getAsLong();
        try {
            var unused = dispatcher
                    .dispatch(tenant, Event.of("Load", value), REQUEST_TIMEOUT)
                    .outcome()
                    .whenComplete(this::ended);
        } catch (RuntimeException refusedCall) {
            tally.threw();
            pauseThenNext();
        }
    }

    private void ended(@Nullable DispatchOutcome outcome, @Nullable Throwable failure) {
        long nanos = nanoClock.getAsLong() - startedNanos;
        if (outcome instanceof DispatchOutcome.Answered answered) {
            check(answered.value(), nanos);
            next();
            return;
        }
        if (outcome == null) {
            tally.threw();
        } else {
            tally.failed(outcome.kind());
        }
        pauseThenNext();
    }

    private void check(Value answer, long nanos) {
        if (answer.equals(sent)) {
            tally.succeeded(nanos);
        } else {
            tally.mismatched();
        }
    }

    private void pauseThenNext() {
        CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(this::next);
    }
}
