package org.mesophyll.mesh.rpc;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Bytes;

/**
 * Answers requests by one handler for each endpoint.
 *
 * <p>Safe for use by any number of threads. Starts none, and holds none: decoding and the handler's first step run on the
 * caller's thread, the rest where the handler completes. A request keeps its place among those under way until its handler
 * has ended, even if its caller has gone.
 */
public final class RpcExecutor {
    private static final Guard HANDLERS =
            new Guard(System.getLogger(RpcExecutor.class.getName()), "a handler of requests failed");
    private static final String FAULT = "the request failed for a reason that only the log of the other side tells";

    private final Map<Class<? extends RpcRequest>, Served<?, ?>> served;
    private final RpcLimits limits;
    private final DecodeLimits decodeLimits;
    private final AtomicInteger inFlight = new AtomicInteger();

    private RpcExecutor(Builder builder) {
        this.served = Map.copyOf(builder.served);
        this.limits = builder.limits;
        this.decodeLimits = DecodeLimits.DEFAULT.withMaxBytes(limits.maxMessageBytes());
    }

    /** Starts to describe an executor. */
    public static Builder builder() {
        return new Builder();
    }

    /** Describes an executor: which endpoints it has. A request to any other is {@link RpcOutcome.UnknownRequest}. */
    public static final class Builder {
        private final Map<Class<? extends RpcRequest>, Served<?, ?>> served = new HashMap<>();
        private RpcLimits limits = RpcLimits.DEFAULT; // confined to the building thread

        private Builder() {}

        /**
         * Sets who handles an endpoint's requests.
         *
         * @throws IllegalArgumentException if somebody handles requests of this type already
         */
        public <Q extends RpcRequest, R> Builder on(RpcEndpoint<Q, R> endpoint, RpcHandler<Q, R> handler) {
            if (served.putIfAbsent(endpoint.requestType(), new Served<>(endpoint, handler)) != null) {
                throw new IllegalArgumentException(endpoint + " has a handler already");
            }
            return this;
        }

        /** Sets the bounds; {@link RpcLimits#DEFAULT} otherwise. */
        public Builder limits(RpcLimits newLimits) {
            this.limits = newLimits;
            return this;
        }

        public RpcExecutor build() {
            return new RpcExecutor(this);
        }
    }

    /**
     * Runs a request.
     *
     * @param within how long its caller waits; refused if it is not positive, or over the limits' longest deadline
     * @return an encoded {@link RpcResponse} in {@link RpcOutcome.Answered}; or, if nothing was run,
     *     {@link RpcOutcome.Refused}, {@link RpcOutcome.UnknownRequest} or {@link RpcOutcome.Backpressure}. Completes always
     *     with a value, once the handler ends
     */
    public CompletionStage<RpcOutcome<Bytes>> execute(Bytes request, Duration within) {
        if (!limits.allow(within)) {
            return CompletableFuture.completedFuture(new RpcOutcome.Refused<>(limits.deadlineRange(within)));
        }
        byte[] bytes = request.toByteArray();
        try {
            return execute(RpcRequest.CODEC.decode(bytes, decodeLimits), within);
        } catch (MalformedMessageException e) {
            return CompletableFuture.completedFuture(malformed(bytes, e));
        }
    }

    private RpcOutcome<Bytes> malformed(byte[] bytes, MalformedMessageException failure) {
        if (RpcRequest.isUnknown(bytes, decodeLimits)) {
            return new RpcOutcome.UnknownRequest<>("the request is none of " + String.join(", ", RpcRequest.NAMES));
        }
        return new RpcOutcome.Refused<>("the request does not decode: " + failure.getMessage());
    }

    private CompletionStage<RpcOutcome<Bytes>> execute(RpcRequest request, Duration within) {
        Served<?, ?> handling = served.get(request.getClass());
        if (handling == null) {
            return CompletableFuture.completedFuture(
                    new RpcOutcome.UnknownRequest<>("nobody handles " + request.name() + " here"));
        }
        if (inFlight.getAndUpdate(running -> Math.min(running + 1, limits.maxInFlight())) == limits.maxInFlight()) {
            return CompletableFuture.completedFuture(new RpcOutcome.Backpressure<>(limits.atBound()));
        }
        return handling.handle(request, within).handle((response, failure) -> {
            inFlight.decrementAndGet();
            return new RpcOutcome.Answered<>(encoded(response, failure));
        });
    }

    private Bytes encoded(@Nullable RpcResponse response, @Nullable Throwable failure) {
        if (response == null) {
            HANDLERS.report(failure == null ? new NullPointerException("no response") : failure);
            return bytes(new RpcResponse.Failure(FAULT));
        }
        try {
            Bytes answer = bytes(response);
            if (answer.length() <= limits.maxMessageBytes()) {
                return answer;
            }
            return bytes(new RpcResponse.Failure(limits.tooLarge("answer", answer.length())));
        } catch (IllegalArgumentException e) {
            return bytes(new RpcResponse.Failure("the answer has no form on the wire: " + e.getMessage()));
        } catch (RuntimeException | Error e) { // no memory for the answer, say: its caller hears of it all the same
            HANDLERS.report(e);
            return bytes(new RpcResponse.Failure(FAULT));
        }
    }

    private static Bytes bytes(RpcResponse response) {
        return Bytes.copyOf(RpcResponse.CODEC.encode(response));
    }

    /** An endpoint and who handles it. */
    private record Served<Q extends RpcRequest, R>(RpcEndpoint<Q, R> endpoint, RpcHandler<Q, R> handler) {
        CompletionStage<RpcResponse> handle(RpcRequest request, Duration within) {
            try {
                return handler.handle(endpoint.requestType().cast(request), within)
                        .thenApply(result -> endpoint.responseOf(Objects.requireNonNull(result, "no result")));
            } catch (RuntimeException | Error e) { // a handler may be anybody's, and its place must come back
                return CompletableFuture.failedFuture(e);
            }
        }
    }
}
