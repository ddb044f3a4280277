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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.metrics.MasterMetrics.RequestKind;
import org.mesophyll.master.metrics.OutcomeKind;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.master.registry.WorkerTokens;
import org.mesophyll.mesh.link.Ending;
import org.mesophyll.mesh.link.Gathering;
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
    private final Completions completions;
    private final Clock clock;
    private final LongSupplier nanoClock;

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
        SendOutcome outcome = overLiveConnection(owner, connection -> send(connection, frame))
                .orElseGet(() -> new SendOutcome.NotConnected(owner));
        metrics.sentWithoutAnswer(outcome instanceof SendOutcome.Accepted);
        return outcome;
    }

    @Override
    public Dispatch runScript(TenantId tenant, String name, String code, Event event, Duration timeout) {
        return start(RequestKind.SCRIPT, tenant, scriptFrame(tenant, name, code, event), timeout, false);
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

    private Request start(
            RequestKind kind, TenantId tenant, LongFunction<byte[]> frame, Duration timeout, boolean awaited) {
        Duration within = checked(timeout);
        Request request = new Request(kind, ownerOf(tenant), awaited);
        request.start(frame, within);
        return request;
    }

    private DispatchOutcome startAndWait(
            RequestKind kind, TenantId tenant, LongFunction<byte[]> frame, Duration timeout) {
        Request request = start(kind, tenant, frame, timeout, true);
        try {
            return await(request.outcome, timeout);
        } finally {
            if (!request.outcome.isDone()) {
                request.cancel(); // the caller was interrupted
            }
        }
    }

    private CompletableFuture<Map<WorkerId, DispatchOutcome>> startBroadcast(
            TenantId tenant, Event event, Duration timeout, boolean awaited) {
        Duration within = checked(timeout);
        Map<WorkerId, CompletableFuture<DispatchOutcome>> outcomes = new LinkedHashMap<>();
        for (WorkerConnection connection : registry.all()) {
            Request request = new Request(RequestKind.BROADCAST, connection.worker(), awaited);
            request.start(eventFrame(tenant, event), within);
            outcomes.put(connection.worker(), request.outcome);
        }
        return CompletableFuture.allOf(outcomes.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> collect(outcomes));
    }

    /**
     * Tries a worker's connection, and if that turns out to be gone the one that took over, until something was done;
     * empty if there is none left.
     *
     * @param attempt returns empty if the connection is gone, with nothing sent
     */
    private <T> Optional<T> overLiveConnection(WorkerId worker, Function<WorkerConnection, Optional<T>> attempt) {
        Optional<WorkerConnection> last = Optional.empty();
        Optional<WorkerConnection> connection = registry.find(worker);
        while (connection.isPresent() && !connection.equals(last)) {
            Optional<T> done = attempt.apply(connection.get());
            if (done.isPresent()) {
                return done;
            }
            last = connection;
            connection = registry.find(worker);
        }
        return Optional.empty();
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

    /**
     * One request, from its start to its outcome.
     *
     * <p>If a thread of the caller awaits the outcome, only that thread runs on, and whoever brings the outcome wakes it. If
     * not, the caller's code may be attached, and only the completions' threads run that. An outcome that is known before
     * the caller has the request wakes nobody.
     */
    private final class Request implements Dispatch {
        private final RequestKind kind;
        private final WorkerId worker;
        private final boolean awaited;
        private final long startedNanos = nanoClock.getAsLong();
        private final CompletableFuture<DispatchOutcome> outcome = new CompletableFuture<>();
        private volatile BooleanSupplier canceller = () -> false; // set once, before the caller has the request
        private volatile Runnable lost = () -> {}; // what to do when nobody waits any more; set as the one above

        private Request(RequestKind kind, WorkerId worker, boolean awaited) {
            this.kind = kind;
            this.worker = worker;
            this.awaited = awaited;
        }

        @Override
        public CompletionStage<DispatchOutcome> outcome() {
            return outcome.minimalCompletionStage();
        }

        @Override
        public boolean cancel() {
            return canceller.getAsBoolean();
        }

        private void start(LongFunction<byte[]> frame, Duration timeout) {
            if (!awaited && !completions.reserve()) {
                endAtOnce(new DispatchOutcome.Backpressure(worker, completions.bound()));
                return;
            }
            boolean underWay = false;
            try {
                underWay = send(frame, timeout);
            } finally {
                if (!awaited && !underWay) {
                    completions.giveBack();
                }
            }
        }

        /** Says whether the request is under way, and so ends by itself; if it is not, it has ended. */
        private boolean send(LongFunction<byte[]> frame, Duration timeout) {
            WorkerConnection.Started started = overLiveConnection(
                            worker, connection -> take(connection, frame, timeout))
                    .orElseGet(WorkerConnection.Started.Gone::new);
            if (started instanceof WorkerConnection.Started.Sent) {
                return true;
            }
            endAtOnce(
                    started instanceof WorkerConnection.Started.Full full
                            ? new DispatchOutcome.Backpressure(worker, full.bound())
                            : new DispatchOutcome.NotConnected(worker));
            return false;
        }

        private Optional<WorkerConnection.Started> take(
                WorkerConnection connection, LongFunction<byte[]> frame, Duration timeout) {
            WorkerConnection.Started started = connection.request(frame, timeout, awaited, this::end);
            if (started instanceof WorkerConnection.Started.Gone) {
                return Optional.empty();
            }
            if (started instanceof WorkerConnection.Started.Sent sent) {
                lost = () -> tellOfCancel(connection, sent.requestId());
                canceller = () -> connection.cancel(sent.requestId());
            }
            return Optional.of(started);
        }

        /** A script is worth stopping; an event's handler may have half done what it is for. */
        private void tellOfCancel(WorkerConnection connection, long id) {
            if (kind == RequestKind.SCRIPT && connection.takesNotices()) {
                var unused = connection.send(ServerMessage.CODEC.encode(new ServerMessage.Cancel(new RequestId(id))));
            }
        }

        private void endAtOnce(DispatchOutcome how) {
            count(how);
            outcome.complete(how);
        }

        private void end(Ending<DispatchResult> ending) {
            DispatchOutcome how = outcomeOf(ending);
            count(how);
            if (how.kind() == OutcomeKind.TIMED_OUT || how.kind() == OutcomeKind.CANCELLED) {
                lost.run();
            }
            if (awaited) {
                outcome.complete(how);
                return;
            }
            completions.run(() -> outcome.complete(how));
        }

        private void count(DispatchOutcome how) {
            metrics.ended(kind, how.kind(), nanoClock.getAsLong() - startedNanos);
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
