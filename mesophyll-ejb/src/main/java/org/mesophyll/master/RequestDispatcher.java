package org.mesophyll.master;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.metrics.MasterMetrics.RequestKind;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.master.registry.WorkerTokens;
import org.mesophyll.mesh.link.Ending;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.Sharding;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;

/** Finds the connection of a tenant's worker and sends over it; needs no container. */
final class RequestDispatcher implements Dispatcher {
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final MasterSettings settings;
    private final ConnectionRegistry registry;
    private final WorkerTokens tokens;
    private final MasterMetrics metrics;
    private final Executor completions;
    private final Clock clock;
    private final LongSupplier nanoClock;

    /**
     * Makes a dispatcher.
     *
     * @param completions runs what callers attach to outcomes, so that no answer's thread does
     */
    RequestDispatcher(
            MasterSettings settings,
            ConnectionRegistry registry,
            WorkerTokens tokens,
            MasterMetrics metrics,
            Executor completions,
            Clock clock,
            LongSupplier nanoClock) {
        this.settings = settings;
        this.registry = registry;
        this.tokens = tokens;
        this.metrics = metrics;
        this.completions = completions;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    @Override
    public Dispatch dispatch(TenantId tenant, Event event) {
        return dispatch(tenant, event, settings.defaultTimeout());
    }

    @Override
    public Dispatch dispatch(TenantId tenant, Event event, Duration timeout) {
        return start(RequestKind.EVENT, ownerOf(tenant), eventFrame(tenant, event), timeout, completions);
    }

    @Override
    public DispatchOutcome dispatchAndWait(TenantId tenant, Event event, Duration timeout) {
        return startAndWait(RequestKind.EVENT, tenant, eventFrame(tenant, event), timeout);
    }

    @Override
    public SendOutcome dispatchWithoutAnswer(TenantId tenant, Event event) {
        WorkerId owner = ownerOf(tenant);
        byte[] frame = encode(new ServerMessage.DispatchEvent(tenant, event, null));
        SendOutcome outcome = registry.find(owner)
                .map(connection -> send(connection, frame))
                .orElseGet(() -> new SendOutcome.NotConnected(owner));
        metrics.sentWithoutAnswer(outcome instanceof SendOutcome.Accepted);
        return outcome;
    }

    @Override
    public Dispatch runScript(TenantId tenant, String name, String code, Event event, Duration timeout) {
        return start(RequestKind.SCRIPT, ownerOf(tenant), scriptFrame(tenant, name, code, event), timeout, completions);
    }

    @Override
    public DispatchOutcome runScriptAndWait(TenantId tenant, String name, String code, Event event, Duration timeout) {
        return startAndWait(RequestKind.SCRIPT, tenant, scriptFrame(tenant, name, code, event), timeout);
    }

    @Override
    public Dispatch drop(TenantId tenant, Duration timeout) {
        return start(RequestKind.DROP, ownerOf(tenant), dropFrame(tenant), timeout, completions);
    }

    @Override
    public DispatchOutcome dropAndWait(TenantId tenant, Duration timeout) {
        return startAndWait(RequestKind.DROP, tenant, dropFrame(tenant), timeout);
    }

    @Override
    public CompletionStage<Map<WorkerId, DispatchOutcome>> broadcast(TenantId tenant, Event event, Duration timeout) {
        Map<WorkerId, CompletableFuture<DispatchOutcome>> outcomes = new LinkedHashMap<>();
        for (WorkerConnection connection : registry.all()) {
            Request request = new Request(RequestKind.BROADCAST, connection.worker(), completions);
            request.start(connection, eventFrame(tenant, event), checked(timeout));
            outcomes.put(connection.worker(), request.outcome);
        }
        return CompletableFuture.allOf(outcomes.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> collect(outcomes));
    }

    @Override
    public Map<WorkerId, DispatchOutcome> broadcastAndWait(TenantId tenant, Event event, Duration timeout) {
        return await(broadcast(tenant, event, timeout).toCompletableFuture(), timeout);
    }

    @Override
    public WorkerId ownerOf(TenantId tenant) {
        return Sharding.ownerOf(tenant, settings.workerCount());
    }

    @Override
    public List<WorkerStatus> workers() {
        TreeSet<WorkerId> workers = new TreeSet<>(tokens.registered());
        registry.all().forEach(connection -> workers.add(connection.worker()));
        List<WorkerStatus> all = new ArrayList<>(workers.size());
        workers.forEach(worker -> all.add(status(worker)));
        return all;
    }

    @Override
    public Optional<WorkerStatus> worker(WorkerId worker) {
        boolean known = tokens.isRegistered(worker) || registry.find(worker).isPresent();
        return known ? Optional.of(status(worker)) : Optional.empty();
    }

    private WorkerStatus status(WorkerId worker) {
        Instant now = clock.instant();
        return new WorkerStatus(
                worker,
                worker.value() < settings.workerCount().value(),
                registry.find(worker).map(connection -> connection.status(now)).orElse(null));
    }

    private Request start(
            RequestKind kind, WorkerId worker, LongFunction<byte[]> frame, Duration timeout, Executor executor) {
        Duration within = checked(timeout);
        Request request = new Request(kind, worker, executor);
        registry.find(worker)
                .ifPresentOrElse(
                        connection -> request.start(connection, frame, within),
                        () -> request.end(new DispatchOutcome.NotConnected(worker)));
        return request;
    }

    private DispatchOutcome startAndWait(
            RequestKind kind, TenantId tenant, LongFunction<byte[]> frame, Duration timeout) {
        // The waiting thread is the only one that runs on, so the answer's thread may wake it itself.
        Request request = start(kind, ownerOf(tenant), frame, timeout, Runnable::run);
        return await(request.outcome, timeout);
    }

    private SendOutcome send(WorkerConnection connection, byte[] frame) {
        Offer offer = connection.send(frame);
        return switch (offer) {
            case ACCEPTED -> new SendOutcome.Accepted(connection.worker());
            case FULL -> new SendOutcome.Backpressure(connection.worker(), connection.outboxBound());
            case CLOSED -> new SendOutcome.NotConnected(connection.worker());
        };
    }

    private LongFunction<byte[]> eventFrame(TenantId tenant, Event event) {
        return id -> encode(new ServerMessage.DispatchEvent(tenant, event, new RequestId(id)));
    }

    private LongFunction<byte[]> scriptFrame(TenantId tenant, String name, String code, Event event) {
        return id -> encode(new ServerMessage.RunScript(tenant, name, code, event, new RequestId(id)));
    }

    private LongFunction<byte[]> dropFrame(TenantId tenant) {
        return id -> encode(new ServerMessage.DropWorker(tenant, new RequestId(id)));
    }

    private byte[] encode(ServerMessage message) {
        byte[] frame = ServerMessage.CODEC.encode(message);
        if (frame.length > settings.connection().maxMessageBytes()) {
            throw new IllegalArgumentException("the message is " + frame.length + " bytes, the limit is "
                    + settings.connection().maxMessageBytes());
        }
        return frame;
    }

    private Duration checked(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(settings.maxTimeout()) > 0) {
            throw new IllegalArgumentException(
                    "a time-out is more than PT0S and at most " + settings.maxTimeout() + ": " + timeout);
        }
        return timeout;
    }

    private static Map<WorkerId, DispatchOutcome> collect(Map<WorkerId, CompletableFuture<DispatchOutcome>> outcomes) {
        Map<WorkerId, DispatchOutcome> collected = new LinkedHashMap<>();
        outcomes.forEach((worker, outcome) -> collected.put(worker, outcome.join()));
        return collected;
    }

    /** Waits for something that ends by itself within a time-out; the slack is for a machine that is very busy. */
    private static <T> T await(CompletableFuture<T> future, Duration timeout) {
        try {
            return future.get(timeout.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a worker's answer", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a request did not end within its time-out of " + timeout, e);
        }
    }

    /** One request, from its start to its outcome. */
    private final class Request implements Dispatch {
        private final RequestKind kind;
        private final WorkerId worker;
        private final Executor executor;
        private final long startedNanos = nanoClock.getAsLong();
        private final CompletableFuture<DispatchOutcome> outcome = new CompletableFuture<>();
        private volatile Runnable canceller = () -> {}; // set once, when the request was sent

        private Request(RequestKind kind, WorkerId worker, Executor executor) {
            this.kind = kind;
            this.worker = worker;
            this.executor = executor;
        }

        @Override
        public CompletionStage<DispatchOutcome> outcome() {
            return outcome.minimalCompletionStage();
        }

        @Override
        public boolean cancel() {
            canceller.run();
            return outcome.getNow(null) instanceof DispatchOutcome.Cancelled;
        }

        private void start(WorkerConnection connection, LongFunction<byte[]> frame, Duration timeout) {
            WorkerConnection.Started started = connection.request(frame, timeout, this::end);
            if (started instanceof WorkerConnection.Started.Sent sent) {
                canceller = () -> connection.cancel(sent.requestId());
            } else if (started instanceof WorkerConnection.Started.Full full) {
                end(new DispatchOutcome.Backpressure(worker, full.bound()));
            } else {
                end(new DispatchOutcome.NotConnected(worker));
            }
        }

        private void end(Ending<DispatchResult> ending) {
            end(outcomeOf(ending));
        }

        private void end(DispatchOutcome how) {
            metrics.ended(kind, how.kind(), Duration.ofNanos(nanoClock.getAsLong() - startedNanos));
            executor.execute(() -> outcome.complete(how));
        }

        private DispatchOutcome outcomeOf(Ending<DispatchResult> ending) {
            if (ending instanceof Ending.Answered<DispatchResult> answered) {
                return answered.answer() instanceof DispatchResult.Ok ok
                        ? new DispatchOutcome.Answered(ok.value())
                        : new DispatchOutcome.Refused(((DispatchResult.Err) answered.answer()).reason());
            }
            if (ending instanceof Ending.TimedOut<DispatchResult> timedOut) {
                return new DispatchOutcome.TimedOut(timedOut.after());
            }
            if (ending instanceof Ending.Closed<DispatchResult> closed) {
                return new DispatchOutcome.ConnectionLost(
                        worker, closed.reason().text());
            }
            return new DispatchOutcome.Cancelled();
        }
    }
}
