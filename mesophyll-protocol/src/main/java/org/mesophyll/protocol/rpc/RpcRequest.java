package org.mesophyll.protocol.rpc;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;

/** A question to the other side of a transport. */
public sealed interface RpcRequest {
    Codec<RpcRequest> CODEC = VariantCodec.of(
            RpcRequest.class,
            List.of(
                    variant("Heartbeat", Heartbeat.class, StructCodec.empty("Heartbeat", new Heartbeat())),
                    variant("DispatchEvent", DispatchEvent.class, DispatchEvent.FIELDS)));

    /** Asks whether the other side lives. */
    record Heartbeat() implements RpcRequest {}

    /** Asks for an event to be handled. */
    record DispatchEvent(TenantId tenant, Event event) implements RpcRequest {
        private static final Field<DispatchEvent, TenantId> TENANT =
                Field.of("id", TenantId.CODEC, DispatchEvent::tenant);
        private static final Field<DispatchEvent, Event> EVENT = Field.of("event", Event.CODEC, DispatchEvent::event);
        static final Codec<DispatchEvent> FIELDS = StructCodec.of(
                "DispatchEvent",
                List.of(TENANT, EVENT),
                values -> new DispatchEvent(values.get(TENANT), values.get(EVENT)));
    }
}
