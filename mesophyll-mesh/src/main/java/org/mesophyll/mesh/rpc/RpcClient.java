package org.mesophyll.mesh.rpc;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Ending;
import org.mesophyll.mesh.link.PendingRequests;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Bytes;

/**
 * Asks over a transport. Every call ends in exactly one {@link RpcOutcome}, at its deadline and one tick at the latest.
 *
 * <p>Safe for use by any number of threads. Starts none: stages complete on the transport's threads and on the ticker's, so
 * what is attached to them must not block.
 */
public final class RpcClient implements AutoCloseable {
    private static final Guard FAILURES = new Guard(
            System.getLogger(RpcClient.class.getName()), "a transport failed where it should have had an outcome");
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1); // for a tick that a busy machine delays

    private final RpcTransport transport;
    private final RpcLimits limits;
    private final DecodeLimits decodeLimits;
    private final PendingRequests<RpcOutcome<Bytes>> pending;
    private volatile boolean closed; // written by close only, from false to true

    /**
     * Makes a client.
     *
     * @param transport closed with the client
     * @param ticker ticks the deadlines until the client is closed
     * @param nanoClock a clock such as {@link System#nanoTime()}
     */
    public RpcClient(RpcTransport transport, RpcLimits limits, Ticker ticker, LongSupplier nanoClock) {
        this.transport = transport;
        this.limits = limits;
        this.decodeLimits = DecodeLimits.DEFAULT.withMaxBytes(limits.maxMessageBytes());
        AtomicLong ids = new AtomicLong();
        this.pending = new PendingRequests<>(limits.maxInFlight(), nanoClock, ids::incrementAndGet);
        ticker.add(this::tick);
    }

    /**
     * Calls an endpoint.
     *
     * @param within how long to wait, positive and at most the limits' longest deadline
     * @return how the call ends; completes always with a value
     * @throws IllegalArgumentException if the deadline is out of its range, or the request has no form on the wire
     */
    public <Q extends RpcRequest, R> CompletionStage<RpcOutcome<R>> call(
            RpcEndpoint<Q, R> endpoint, Q request, Duration within) {
        return start(endpoint, request, within).outcome().minimalCompletionStage();
    }

    /**
     * Calls an endpoint and waits for the outcome; see {@link #call}.
     *
     * @throws InterruptedException if the thread is interrupted while it waits; the request may still run
     */
    public <Q extends RpcRequest, R> RpcOutcome<R> callAndWait(RpcEndpoint<Q, R> endpoint, Q request, Duration within)
            throws InterruptedException {
        Call<R> call = start(endpoint, request, within);
        try {
            return call.outcome().get(within.toNanos() + GRACE_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new RpcOutcome.TimedOut<>(within);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an outcome is always a value", e);
        } finally {
            call.giveUp(pending); // changes nothing unless the wait ended before the call
        }
    }

    /** Returns how many calls are under way. */
    public int inFlight() {
        return pending.size();
    }

    /** Ends what is under way and every later call as {@link RpcOutcome.Unreachable}, and closes the transport. */
    @Override
    public void close() {
        closed = true;
        pending.close(CloseReason.GOING_AWAY);
        transport.close();
    }

    private boolean tick() {
        pending.expire();
        return !closed;
    }

    private <Q extends RpcRequest, R> Call<R> start(RpcEndpoint<Q, R> endpoint, Q request, Duration within) {
        if (!limits.allow(within)) {
            throw new IllegalArgumentException(limits.deadlineRange(within));
        }
        Bytes bytes = Bytes.copyOf(RpcRequest.CODEC.encode(request));
        if (bytes.length() > limits.maxMessageBytes()) {
            return Call.ended(new RpcOutcome.Refused<>(limits.tooLarge("request", bytes.length())));
        }
        if (closed) {
            return Call.ended(new RpcOutcome.Unreachable<>(false, "the client is closed"));
        }
        CompletableFuture<RpcOutcome<R>> outcome = new CompletableFuture<>();
        OptionalLong id = pending.register(
                within, ending -> outcome.complete(outcomeOf(ending).then(answer -> read(endpoint, request, answer))));
        if (id.isEmpty()) {
            return Call.ended(new RpcOutcome.Backpressure<>(limits.atBound()));
        }
        send(id.getAsLong(), bytes, within, outcome);
        return new Call<>(id, outcome);
    }

    private void send(long id, Bytes request, Duration within, CompletableFuture<?> outcome) {
        if (outcome.isDone()) { // closed, or expired, in between
            return;
        }
        CompletableFuture<RpcOutcome<Bytes>> sent = sent(request, within);
        CompletionStage<?> unused = sent.whenComplete((answer, failure) -> {
            if (!outcome.isDone()) { // or it was this client that cancelled
                pending.answer(id, failure == null ? answer : broken(failure));
            }
        });
        CompletionStage<?> unusedToo = outcome.whenComplete((ended, none) -> sent.cancel(false));
    }

    private CompletableFuture<RpcOutcome<Bytes>> sent(Bytes request, Duration within) {
        try {
            return transport.send(request, within).toCompletableFuture();
        } catch (RuntimeException | Error e) { // a transport may be anybody's
            return CompletableFuture.failedFuture(e);
        }
    }

    private static RpcOutcome<Bytes> broken(Throwable failure) {
        FAILURES.report(failure);
        return new RpcOutcome.Unreachable<>(true, "the transport failed");
    }

    private static RpcOutcome<Bytes> outcomeOf(Ending<RpcOutcome<Bytes>> ending) {
        if (ending instanceof Ending.Answered<RpcOutcome<Bytes>> answered) {
            return answered.answer();
        }
        if (ending instanceof Ending.TimedOut<RpcOutcome<Bytes>> late) {
            return new RpcOutcome.TimedOut<>(late.after());
        }
        if (ending instanceof Ending.Cancelled<RpcOutcome<Bytes>>) {
            return new RpcOutcome.Unreachable<>(true, "nobody waits for the answer any more");
        }
        return new RpcOutcome.Unreachable<>(true, "the client was closed before the answer came");
    }

    private <Q extends RpcRequest, R> RpcOutcome<R> read(RpcEndpoint<Q, R> endpoint, Q request, Bytes answer) {
        try {
            RpcResponse response = RpcResponse.CODEC.decode(answer.toByteArray(), decodeLimits);
            return endpoint.outcomeOf(request, response);
        } catch (MalformedMessageException e) {
            return new RpcOutcome.MalformedAnswer<>("the answer does not decode: " + e.getMessage());
        } catch (RuntimeException | Error e) { // no memory for it, say: nothing may lose the outcome
            FAILURES.report(e);
            return new RpcOutcome.MalformedAnswer<>(
                    "the answer could not be read: " + e.getClass().getSimpleName());
        }
    }

    /** A call and, if it has one, its place among those under way. */
    private record Call<R>(OptionalLong id, CompletableFuture<RpcOutcome<R>> outcome) {
        void giveUp(PendingRequests<?> pending) {
            if (!outcome.isDone()) {
                id.ifPresent(pending::cancel);
            }
        }

        static <R> Call<R> ended(RpcOutcome<R> outcome) {
            return new Call<>(OptionalLong.empty(), CompletableFuture.completedFuture(outcome));
        }
    }
}
