package org.mesophyll.client;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.BusyReason;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** Has each request handled in its tenant's turn, and answers on the connection that it came on; hands notices on at once. */
final class RequestRunner implements WorkerConnection.Requests, ServerMessage.Reader<RequestRunner.Task> {
    private static final System.Logger LOG = System.getLogger(RequestRunner.class.getName());
    private static final DispatchResult FAILED = new DispatchResult.Err("the worker failed to handle the request");

    private final WorkerHandler handler;
    private final TenantQueues queues;
    private final Troubles troubles;
    private final ClientSettings.Worker limits;
    private final LinkEpoch epoch;
    private final Map<Key, ScriptCall> scripts = new ConcurrentHashMap<>(); // that wait or run; the queues bound them

    /** Ids of requests are unique on their connection. */
    private record Key(WorkerConnection from, RequestId request) {}

    RequestRunner(
            WorkerHandler handler,
            TenantQueues queues,
            Troubles troubles,
            ClientSettings.Worker limits,
            LinkEpoch epoch) {
        this.handler = handler;
        this.queues = queues;
        this.troubles = troubles;
        this.limits = limits;
        this.epoch = epoch;
    }

    @Override
    public void onRequest(ServerMessage request, WorkerConnection from) {
        request.read(this).begin(from);
    }

    private void submit(Work work, WorkerConnection from) {
        work.call().arrived();
        switch (queues.submit(work.tenant(), new Handling(work, from))) {
            case ACCEPTED -> {}
            case FULL -> refuse(work, from, busy());
            case TENANT_FULL ->
                refuse(work, from, "too much waits for the tenant: the limit is " + limits.maxInFlightPerTenant());
            case CLOSED -> refuse(work, from, "the worker is shutting down");
        }
    }

    @Override
    public Task onHello(ServerMessage.Hello message) {
        throw new IllegalArgumentException("a greeting is not a request");
    }

    @Override
    public Task onDispatchEvent(ServerMessage.DispatchEvent message) {
        TenantId tenant = message.tenant();
        return request(tenant, message.requestId(), () -> handler.onEvent(tenant, message.event()));
    }

    @Override
    public Task onRunScript(ServerMessage.RunScript message) {
        return from -> {
            Key key = new Key(from, message.requestId());
            ScriptCall call = new ScriptCall(line -> from.say(message.tenant(), line, message.requestId()));
            scripts.put(key, call);
            submit(new Work(message.tenant(), message.requestId(), new Script(message, call, key)), from);
        };
    }

    @Override
    public Task onCancel(ServerMessage.Cancel message) {
        return from -> {
            ScriptCall script = scripts.get(new Key(from, message.requestId()));
            if (script != null) {
                script.cancel();
            }
        };
    }

    @Override
    public Task onDropWorker(ServerMessage.DropWorker message) {
        return request(message.tenant(), message.requestId(), new Drop(handler, message.tenant()));
    }

    @Override
    public Task onTenantChanged(ServerMessage.TenantChanged message) {
        return from -> handler.onTenantChanged(message.tenant());
    }

    @Override
    public Task onGlobalChanged(ServerMessage.GlobalChanged message) {
        return from -> handler.onGlobalChanged(message.entry());
    }

    @Override
    public Task onEpoch(ServerMessage.Epoch message) {
        return from -> epoch.tell(message.epoch());
    }

    private Task request(TenantId tenant, @Nullable RequestId request, Call call) {
        return from -> submit(new Work(tenant, request, call), from);
    }

    /** Answers a request that is not begun; the master may send it again. */
    private void refuse(Work work, WorkerConnection from, String bound) {
        work.call().refused();
        String reason = new BusyReason(bound).text();
        RequestId request = work.request();
        if (request == null) {
            troubles.dropped().warn(() -> "dropped an event without an answer: " + reason);
            return;
        }
        troubles.refused().warn(() -> "refused a request: " + reason);
        from.answer(request, new DispatchResult.Err(reason));
    }

    private String busy() {
        return queues.inFlight() + " requests in flight, the limit is " + limits.maxInFlight();
    }

    /** Calls the handler; whatever it throws ends here, for the thread serves other tenants too. */
    private DispatchResult outcome(Work work) {
        try {
            return new DispatchResult.Ok(work.call().run());
        } catch (WorkerRefusal e) {
            return new DispatchResult.Err(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DispatchResult.Err("worker is shutting down");
        } catch (Exception | Error e) {
            if (troubles.failed().count() == 0) {
                LOG.log(Level.DEBUG, "the handler's first failure", e);
            }
            troubles.failed()
                    .warn(() -> "the handler failed for " + work.tenant() + ": "
                            + e.getClass().getName());
            return FAILED;
        }
    }

    /** A request in its tenant's turn. */
    private final class Handling implements TenantQueues.Task {
        private final Work work;
        private final WorkerConnection from;

        private Handling(Work work, WorkerConnection from) {
            this.work = work;
            this.from = from;
        }

        @Override
        public void run() {
            RequestId id = work.request();
            DispatchResult result = outcome(work);
            if (id != null) {
                from.answer(id, result);
            }
        }

        @Override
        public void refused() {
            refuse(work, from, "the worker's executor took no more work");
        }
    }

    /** What a message comes to. */
    interface Task {
        /** Begins it, without blocking. */
        void begin(WorkerConnection from);
    }

    /**
     * What a request comes to.
     *
     * @param request what the answer must carry, or null if none is wanted
     */
    private record Work(TenantId tenant, @Nullable RequestId request, Call call) {}

    /** Calls the handler. */
    @FunctionalInterface
    private interface Call {
        Value run() throws Exception;

        /** Takes note that it has come, before it waits for its turn. */
        default void arrived() {}

        /** Takes note that it is not to be run. */
        default void refused() {}
    }

    private final class Script implements Call {
        private final ServerMessage.RunScript message;
        private final ScriptCall call;
        private final Key key;

        private Script(ServerMessage.RunScript message, ScriptCall call, Key key) {
            this.message = message;
            this.call = call;
            this.key = key;
        }

        @Override
        public Value run() throws Exception {
            try {
                if (call.isCancelled()) {
                    throw new WorkerRefusal("nobody waits for the script any more, so it was not run");
                }
                return handler.onScript(message.tenant(), message.name(), message.code(), message.event(), call);
            } finally {
                call.done();
                scripts.remove(key);
            }
        }

        @Override
        public void refused() {
            scripts.remove(key);
        }
    }

    private record Drop(WorkerHandler handler, TenantId tenant) implements Call {
        @Override
        public void arrived() {
            handler.onDropAsked(tenant);
        }

        @Override
        public Value run() throws Exception {
            return handler.onDrop(tenant);
        }

        @Override
        public void refused() {
            handler.onDropRefused(tenant);
        }
    }
}
