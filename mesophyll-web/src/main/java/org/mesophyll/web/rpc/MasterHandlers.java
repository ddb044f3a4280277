package org.mesophyll.web.rpc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.mesh.rpc.RpcEndpoints;
import org.mesophyll.mesh.rpc.RpcExecutor;
import org.mesophyll.mesh.rpc.RpcLimits;
import org.mesophyll.mesh.rpc.RpcResult;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.value.Value;

/** What the master does for each endpoint. */
final class MasterHandlers {
    private final Dispatcher dispatcher;
    private final Clock clock;

    private MasterHandlers(Dispatcher dispatcher, Clock clock) {
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    /** Returns the master's executor. */
    static RpcExecutor executor(Dispatcher dispatcher, Clock clock, RpcLimits limits) {
        MasterHandlers handlers = new MasterHandlers(dispatcher, clock);
        return RpcExecutor.builder()
                .limits(limits)
                .on(RpcEndpoints.HEARTBEAT, handlers::beat)
                .on(RpcEndpoints.DISPATCH_EVENT, handlers::dispatch)
                .build();
    }

    private CompletionStage<RpcResult<Instant>> beat(RpcRequest.Heartbeat request, Duration within) {
        return CompletableFuture.completedFuture(new RpcResult.Ok<>(clock.instant()));
    }

    private CompletionStage<RpcResult<Value>> dispatch(RpcRequest.DispatchEvent request, Duration within) {
        try {
            return dispatcher
                    .dispatch(request.tenant(), request.event(), within)
                    .outcome()
                    .thenApply(MasterHandlers::resultOf);
        } catch (IllegalArgumentException e) { // the message is larger, or nests deeper, than a worker may be sent
            return CompletableFuture.completedFuture(new RpcResult.Err<>(String.valueOf(e.getMessage())));
        }
    }

    private static RpcResult<Value> resultOf(DispatchOutcome outcome) {
        if (outcome instanceof DispatchOutcome.Answered answered) {
            return new RpcResult.Ok<>(answered.value());
        }
        return new RpcResult.Err<>(reasonOf(outcome));
    }

    private static String reasonOf(DispatchOutcome outcome) {
        return switch (outcome.kind()) {
            case ANSWERED -> throw new IllegalArgumentException("an answer is no error");
            case REFUSED -> "the worker refused: " + ((DispatchOutcome.Refused) outcome).reason();
            case TIMED_OUT ->
                "no answer within "
                        + ((DispatchOutcome.TimedOut) outcome).after().toMillis()
                        + " ms; the worker may still run the request";
            case NOT_CONNECTED ->
                "worker " + ((DispatchOutcome.NotConnected) outcome).worker() + " is not connected; nothing was sent";
            case BACKPRESSURE -> {
                DispatchOutcome.Backpressure busy = (DispatchOutcome.Backpressure) outcome;
                yield "worker " + busy.worker() + ": " + busy.bound() + "; nothing was sent";
            }
            case CONNECTION_LOST -> {
                DispatchOutcome.ConnectionLost lost = (DispatchOutcome.ConnectionLost) outcome;
                yield "worker " + lost.worker() + ": " + lost.why() + "; it may have run the request";
            }
            case CANCELLED -> "the request was cancelled; the worker may still run it";
        };
    }
}
