package org.mesophyll.mesh.rpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.Handoff;
import org.mesophyll.protocol.value.Bytes;

/**
 * Carries requests to an executor in the same JVM, as bytes, on threads that are given.
 *
 * <p>A request that is cancelled before a thread took it up is not run.
 */
public final class InMemoryRpcTransport implements RpcTransport {
    private static final Guard FAILURES = new Guard(
            System.getLogger(InMemoryRpcTransport.class.getName()), "a request could not be given to its executor");

    private final RpcExecutor executor;
    private final Executor threads;
    private final int maxInFlight;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentMap<Long, Carried> inFlight = new ConcurrentHashMap<>();
    private volatile boolean closed; // written by close only, from false to true

    /**
     * Connects to an executor.
     *
     * @param threads where requests are decoded and handlers called; one that rejects a request makes it backpressure
     * @param maxInFlight how many requests may wait or run, at least 1
     */
    public InMemoryRpcTransport(RpcExecutor executor, Executor threads, int maxInFlight) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("at least 1 request must be able to be under way: " + maxInFlight);
        }
        this.executor = executor;
        this.threads = threads;
        this.maxInFlight = maxInFlight;
    }

    @Override
    public CompletionStage<RpcOutcome<Bytes>> send(Bytes request, Duration within) {
        if (closed) {
            return CompletableFuture.completedFuture(new RpcOutcome.Unreachable<>(false, "the transport is closed"));
        }
        if (count.getAndUpdate(running -> Math.min(running + 1, maxInFlight)) == maxInFlight) {
            return CompletableFuture.completedFuture(
                    new RpcOutcome.Backpressure<>(maxInFlight + " requests are in the transport, as many as may"));
        }
        Carried carried = carry(request, within);
        if (closed) { // since the first look: close() may have missed the entry
            carried.lose();
        }
        Handoff.execute(threads, () -> carried.run(executor), refusal -> carried.refuse());
        return carried.answer;
    }

    @Override
    public void close() {
        closed = true;
        inFlight.values().forEach(Carried::lose);
    }

    private Carried carry(Bytes request, Duration within) {
        long number = numbers.incrementAndGet();
        Carried carried = new Carried(request, within);
        inFlight.put(number, carried);
        CompletionStage<?> unused = carried.answer.whenComplete((outcome, cancellation) -> {
            inFlight.remove(number);
            count.decrementAndGet();
        });
        return carried;
    }

    /** A request on its way; either it is run or it is lost, which the first to take it decides. */
    private static final class Carried {
        private final Bytes request;
        private final Duration within;
        private final CompletableFuture<RpcOutcome<Bytes>> answer = new CompletableFuture<>();
        private final AtomicBoolean taken = new AtomicBoolean();

        private Carried(Bytes request, Duration within) {
            this.request = request;
            this.within = within;
        }

        private void run(RpcExecutor executor) {
            if (answer.isDone() || !taken.compareAndSet(false, true)) {
                return;
            }
            try {
                CompletionStage<?> unused = executor.execute(request, within)
                        .whenComplete((outcome, failure) -> answer.complete(failure == null ? outcome : lost()));
            } catch (RuntimeException | Error e) { // no memory for it, say: its place must come back
                FAILURES.report(e);
                answer.complete(lost());
            }
        }

        private void refuse() {
            if (taken.compareAndSet(false, true)) {
                answer.complete(new RpcOutcome.Backpressure<>("the threads of the transport take no more requests"));
            }
        }

        private static RpcOutcome<Bytes> lost() {
            return new RpcOutcome.Unreachable<>(true, "the request failed in the transport");
        }

        private void lose() {
            boolean mayHaveRun = !taken.compareAndSet(false, true);
            answer.complete(
                    new RpcOutcome.Unreachable<>(mayHaveRun, "the transport was closed before the answer came"));
        }
    }
}
