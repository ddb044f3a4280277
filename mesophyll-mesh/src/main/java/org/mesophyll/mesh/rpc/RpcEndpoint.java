package org.mesophyll.mesh.rpc;

import java.util.Optional;
import java.util.function.Function;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;

/**
 * A kind of request and what it results in: what client and executor have to know to call and to be called with types.
 *
 * @param <Q> the request
 * @param <R> its result
 */
public final class RpcEndpoint<Q extends RpcRequest, R> {
    private final Class<Q> requestType;
    private final Function<RpcResponse, Optional<R>> reading;
    private final Function<R, RpcResponse> writing;

    private RpcEndpoint(
            Class<Q> requestType, Function<RpcResponse, Optional<R>> reading, Function<R, RpcResponse> writing) {
        this.requestType = requestType;
        this.reading = reading;
        this.writing = writing;
    }

    /**
     * Declares an endpoint.
     *
     * @param reading takes the result out of an answer
     * @param writing puts a result into an answer
     */
    public static <Q extends RpcRequest, A extends RpcResponse, R> RpcEndpoint<Q, R> of(
            Class<Q> requestType, Class<A> responseType, Function<A, R> reading, Function<R, A> writing) {
        return new RpcEndpoint<>(
                requestType,
                response -> responseType.isInstance(response)
                        ? Optional.of(reading.apply(responseType.cast(response)))
                        : Optional.empty(),
                writing::apply);
    }

    /** Returns the type of its requests. */
    public Class<Q> requestType() {
        return requestType;
    }

    /** Returns what an answer comes to. */
    RpcOutcome<R> outcomeOf(Q request, RpcResponse response) {
        if (response instanceof RpcResponse.Failure failure) {
            return new RpcOutcome.Failed<>(failure.reason());
        }
        try {
            Optional<R> result = reading.apply(response);
            if (result.isEmpty()) {
                return new RpcOutcome.Mismatched<>(request.name(), response.name());
            }
            return new RpcOutcome.Answered<>(result.get());
        } catch (RuntimeException | Error e) { // the declaration's code: nothing of it may lose the outcome
            return new RpcOutcome.MalformedAnswer<>(
                    this + " cannot read the answer: " + e.getClass().getSimpleName());
        }
    }

    RpcResponse responseOf(RpcResult<R> result) {
        if (result instanceof RpcResult.Ok<R> ok) {
            return writing.apply(ok.value());
        }
        return new RpcResponse.Failure(((RpcResult.Err<R>) result).reason());
    }

    @Override
    public String toString() {
        return "RpcEndpoint[" + requestType.getSimpleName() + "]";
    }
}
