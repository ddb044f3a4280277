package org.mesophyll.client;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** Has each request handled in its tenant's turn, and answers on the connection that it came on. */
final class RequestRunner implements WorkerConnection.Requests {
    private static final System.Logger LOG = System.getLogger(RequestRunner.class.getName());
    private static final DispatchResult FAILED = new DispatchResult.Err("the worker failed to handle the request");

    private final WorkerHandler handler;
    private final TenantQueues queues;
    private final Troubles troubles;
    private final int maxInFlight;

    RequestRunner(WorkerHandler handler, TenantQueues queues, Troubles troubles, int maxInFlight) {
        this.handler = handler;
        this.queues = queues;
        this.troubles = troubles;
        this.maxInFlight = maxInFlight;
    }

    @Override
    public void onRequest(ServerMessage request, WorkerConnection from) {
        request.read(new ServerMessage.Reader<@Nullable Void>() {
            @Override
            public @Nullable Void onHello(ServerMessage.Hello message) {
                throw new IllegalArgumentException("a greeting is not a request");
            }

            @Override
            public @Nullable Void onDispatchEvent(ServerMessage.DispatchEvent message) {
                TenantId tenant = message.tenant();
                submit(tenant, message.requestId(), from, () -> handler.onEvent(tenant, message.event()));
                return null;
            }

            @Override
            public @Nullable Void onRunScript(ServerMessage.RunScript message) {
                TenantId tenant = message.tenant();
                submit(
                        tenant,
                        message.requestId(),
                        from,
                        () -> handler.onScript(tenant, message.name(), message.code(), message.event()));
                return null;
            }

            @Override
            public @Nullable Void onDropWorker(ServerMessage.DropWorker message) {
                submit(message.tenant(), message.requestId(), from, () -> handler.onDrop(message.tenant()));
                return null;
            }
        });
    }

    private void submit(TenantId tenant, @Nullable RequestId request, WorkerConnection from, Call call) {
        Runnable task = () -> {
            DispatchResult result = outcome(tenant, call);
            if (request != null) {
                from.answer(request, result);
            }
        };
        switch (queues.submit(tenant, task)) {
            case ACCEPTED -> {}
            case FULL -> refuse(request, from, busy());
            case CLOSED -> refuse(request, from, "worker is shutting down");
        }
    }

    private void refuse(@Nullable RequestId request, WorkerConnection from, String reason) {
        if (request == null) {
            troubles.dropped().warn(() -> "dropped an event without an answer: " + reason);
            return;
        }
        troubles.refused().warn(() -> "refused a request: " + reason);
        from.answer(request, new DispatchResult.Err(reason));
    }

    private String busy() {
        return "worker is busy: " + queues.inFlight() + " requests in flight, the limit is " + maxInFlight;
    }

    /** Calls the handler; whatever it throws ends here, for the thread serves other tenants too. */
    private DispatchResult outcome(TenantId tenant, Call call) {
        try {
            return new DispatchResult.Ok(call.run());
        } catch (WorkerRefusal e) {
            return new DispatchResult.Err(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DispatchResult.Err("worker is shutting down");
        } catch (Exception | StackOverflowError e) {
            if (troubles.failed().count() == 0) {
                LOG.log(Level.DEBUG, "the handler's first failure", e);
            }
            troubles.failed().warn(() -> "the handler failed for " + tenant + ": " + e.getClass().getName());
            return FAILED;
        }
    }

    private interface Call {
        Value run() throws Exception;
    }
}
