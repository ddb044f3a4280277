package org.mesophyll.master;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.metrics.MasterMetrics.RequestKind;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.master.registry.WorkerTokens;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.work.Gathering;
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
    private final DispatchRequest.Surroundings surroundings;
    private final Clock clock;

    /**
     * Makes a dispatcher.
     *
     * @param completions runs what callers attach to outcomes
     */
    RequestDispatcher(
            MasterSettings settings,
            ConnectionRegistry registry,
            WorkerTokens tokens,
            MasterMetrics metrics,
            Completions completions,
            Clock clock,
            LongSupplier nanoClock) {
        this.settings = settings;
        this.registry = registry;
        this.tokens = tokens;
        this.metrics = metrics;
        this.surroundings = new DispatchRequest.Surroundings(registry, metrics, completions, nanoClock);
        this.clock = clock;
    }

    @Override
    public Dispatch dispatch(TenantId tenant, Event event) {
        return dispatch(tenant, event, settings.defaultTimeout());
    }

    @Override
    public Dispatch dispatch(TenantId tenant, Event event, Duration timeout) {
        return start(RequestKind.EVENT, tenant, eventFrame(tenant, event), timeout, false);
    }

    @Override
    public DispatchOutcome dispatchAndWait(TenantId tenant, Event event, Duration timeout) {
        return startAndWait(RequestKind.EVENT, tenant, eventFrame(tenant, event), timeout);
    }

    @Override
    public SendOutcome dispatchWithoutAnswer(TenantId tenant, Event event) {
        WorkerId owner = ownerOf(tenant);
        byte[] frame = encode(new ServerMessage.DispatchEvent(tenant, event, null));
        SendOutcome outcome = registry.overLive(owner, connection -> send(connection, frame))
                .orElseGet(() -> new SendOutcome.NotConnected(owner));
        metrics.sentWithoutAnswer(outcome instanceof SendOutcome.Accepted);
        return outcome;
    }

    @Override
    public Dispatch runScript(
            TenantId tenant, String name, String code, Event event, Duration timeout, Consumer<String> lines) {
        Duration within = checked(timeout);
        DispatchRequest request = new DispatchRequest(surroundings, RequestKind.SCRIPT, ownerOf(tenant), false, lines);
        request.start(scriptFrame(tenant, name, code, event), within);
        return request;
    }

    @Override
    public DispatchOutcome runScriptAndWait(TenantId tenant, String name, String code, Event event, Duration timeout) {
        return startAndWait(RequestKind.SCRIPT, tenant, scriptFrame(tenant, name, code, event), timeout);
    }

    @Override
    public Dispatch drop(TenantId tenant, Duration timeout) {
        return start(RequestKind.DROP, tenant, dropFrame(tenant), timeout, false);
    }

    @Override
    public DispatchOutcome dropAndWait(TenantId tenant, Duration timeout) {
        return startAndWait(RequestKind.DROP, tenant, dropFrame(tenant), timeout);
    }

    @Override
    public CompletionStage<Map<WorkerId, DispatchOutcome>> broadcast(TenantId tenant, Event event, Duration timeout) {
        return startBroadcast(tenant, event, timeout, false).minimalCompletionStage();
    }

    @Override
    public Map<WorkerId, DispatchOutcome> broadcastAndWait(TenantId tenant, Event event, Duration timeout) {
        return await(startBroadcast(tenant, event, timeout, true), timeout);
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

    private DispatchRequest start(
            RequestKind kind, TenantId tenant, LongFunction<byte[]> frame, Duration timeout, boolean awaited) {
        Duration within = checked(timeout);
        DispatchRequest request = new DispatchRequest(surroundings, kind, ownerOf(tenant), awaited, line -> {});
        request.start(frame, within);
        return request;
    }

    private DispatchOutcome startAndWait(
            RequestKind kind, TenantId tenant, LongFunction<byte[]> frame, Duration timeout) {
        DispatchRequest request = start(kind, tenant, frame, timeout, true);
        try {
            return await(request.future(), timeout);
        } finally {
            if (!request.future().isDone()) {
                request.cancel(); // the caller was interrupted
            }
        }
    }

    private CompletableFuture<Map<WorkerId, DispatchOutcome>> startBroadcast(
            TenantId tenant, Event event, Duration timeout, boolean awaited) {
        Duration within = checked(timeout);
        LongFunction<byte[]> frame = sharedFrame(tenant, event);
        Map<WorkerId, CompletableFuture<DispatchOutcome>> outcomes = new LinkedHashMap<>();
        for (WorkerConnection connection : registry.all()) {
            DispatchRequest request =
                    new DispatchRequest(surroundings, RequestKind.BROADCAST, connection.worker(), awaited, line -> {});
            request.start(frame, within);
            outcomes.put(connection.worker(), request.future());
        }
        return CompletableFuture.allOf(outcomes.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> collect(outcomes));
    }

    private static Optional<SendOutcome> send(WorkerConnection connection, byte[] frame) {
        Offer offer = connection.send(frame);
        return switch (offer) {
            case ACCEPTED -> Optional.of(new SendOutcome.Accepted(connection.worker()));
            case FULL -> Optional.of(new SendOutcome.Backpressure(connection.worker(), connection.outboxBound()));
            case CLOSED -> Optional.empty();
        };
    }

    private LongFunction<byte[]> eventFrame(TenantId tenant, Event event) {
        return id -> encode(new ServerMessage.DispatchEvent(tenant, event, new RequestId(id)));
    }

    /** Encodes an event once for many requests, whose ids differ: the id is the last of a message's fields. */
    private LongFunction<byte[]> sharedFrame(TenantId tenant, Event event) {
        RequestId anyId = new RequestId(0);
        byte[] first = encode(new ServerMessage.DispatchEvent(tenant, event, anyId));
        int shared = first.length - RequestId.CODEC.encode(anyId).length;
        return id -> {
            byte[] end = RequestId.CODEC.encode(new RequestId(id));
            byte[] frame = Arrays.copyOf(first, shared + end.length);
            System.arraycopy(end, 0, frame, shared, end.length);
            return checked(frame);
        };
    }

    private LongFunction<byte[]> scriptFrame(TenantId tenant, String name, String code, Event event) {
        return id -> encode(new ServerMessage.RunScript(tenant, name, code, event, new RequestId(id)));
    }

    private LongFunction<byte[]> dropFrame(TenantId tenant) {
        return id -> encode(new ServerMessage.DropWorker(tenant, new RequestId(id)));
    }

    private byte[] encode(ServerMessage message) {
        return checked(ServerMessage.CODEC.encode(message));
    }

    private byte[] checked(byte[] frame) {
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
        Gathering.flush();
        try {
            return future.get(timeout.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a worker's answer", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a request did not end within its time-out of " + timeout, e);
        }
    }
}
