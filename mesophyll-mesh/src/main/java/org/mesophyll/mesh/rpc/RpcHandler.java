package org.mesophyll.mesh.rpc;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.mesophyll.protocol.rpc.RpcRequest;

/**
 * Does what one kind of request asks. Called on the transport's thread, which it must not block.
 *
 * @param <Q> the request
 * @param <R> its result
 */
@FunctionalInterface
public interface RpcHandler<Q extends RpcRequest, R> {
    /**
     * Starts a request.
     *
     * @param within how long the caller waits; a request that takes longer holds its place among those under way
     * @return how it ends. A stage that fails, or an exception, is logged, and answered without what it says
     */
    CompletionStage<RpcResult<R>> handle(Q request, Duration within);
}
