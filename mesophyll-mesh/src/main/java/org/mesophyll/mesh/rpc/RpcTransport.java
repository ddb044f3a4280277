package org.mesophyll.mesh.rpc;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.mesophyll.protocol.value.Bytes;

/** Carries encoded requests to an {@link RpcExecutor} and its answers back. Safe for use by any number of threads. */
public interface RpcTransport extends AutoCloseable {
    /**
     * Sends a request, without waiting.
     *
     * <p>What goes wrong on the way is an outcome, not an exception: the stage completes with an answer's bytes in
     * {@link RpcOutcome.Answered}, or with why there are none. It need not keep the deadline, which its caller does;
     * cancelling the stage is how the caller says that it has passed, and frees what the request holds.
     *
     * @param request at most as large as the caller's limits allow
     * @param within how long the caller will wait, positive
     */
    CompletionStage<RpcOutcome<Bytes>> send(Bytes request, Duration within);

    /** Ends what is under way as {@link RpcOutcome.Unreachable}, and every request that is sent later. */
    @Override
    void close();
}
