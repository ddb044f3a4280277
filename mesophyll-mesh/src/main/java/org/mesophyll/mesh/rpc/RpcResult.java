package org.mesophyll.mesh.rpc;

/**
 * What an {@link RpcHandler} made of a request.
 *
 * @param <R> the result that the endpoint declares
 */
public sealed interface RpcResult<R> {
    /** It ran, and this is the result. */
    record Ok<R>(R value) implements RpcResult<R> {}

    /** It was refused, or failed; the reason is for people. */
    record Err<R>(String reason) implements RpcResult<R> {}
}
