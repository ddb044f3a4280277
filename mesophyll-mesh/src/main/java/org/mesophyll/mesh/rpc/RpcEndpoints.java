package org.mesophyll.mesh.rpc;

import java.time.Instant;
import java.util.List;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Value;

/** The endpoints of the protocol. */
public final class RpcEndpoints {
    /** Asks whether the other side lives, and for its clock. */
    public static final RpcEndpoint<RpcRequest.Heartbeat, Instant> HEARTBEAT = RpcEndpoint.of(
            RpcRequest.Heartbeat.class,
            RpcResponse.Heartbeat.class,
            RpcResponse.Heartbeat::time,
            RpcResponse.Heartbeat::new);

    /** Has an event handled by the worker that owns its tenant, and brings what the handler returned. */
    public static final RpcEndpoint<RpcRequest.DispatchEvent, Value> DISPATCH_EVENT = RpcEndpoint.of(
            RpcRequest.DispatchEvent.class,
            RpcResponse.DispatchEvent.class,
            RpcResponse.DispatchEvent::value,
            RpcResponse.DispatchEvent::new);

    /** All of them. */
    public static final List<RpcEndpoint<?, ?>> ALL = List.of(HEARTBEAT, DISPATCH_EVENT);

    private RpcEndpoints() {}
}
