package org.mesophyll.protocol.rpc;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.Kind;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;

/** A question to the other side of a transport. */
public sealed interface RpcRequest {
    Codec<RpcRequest> CODEC = VariantCodec.of(
            RpcRequest.class,
            List.of(
                    variant(Heartbeat.NAME, Heartbeat.class, StructCodec.empty(Heartbeat.NAME, new Heartbeat())),
                    variant(DispatchEvent.NAME, DispatchEvent.class, DispatchEvent.FIELDS)));

    /** The names of all requests, in the order of their indexes. */
    List<String> NAMES = List.of(Heartbeat.NAME, DispatchEvent.NAME);

    /** Returns the request's name on the wire. */
    String name();

    /**
     * Says whether bytes that do not decode are a request of a later version, one with a name or an index that is not known
     * here, rather than no request at all.
     */
    static boolean isUnknown(byte[] bytes, DecodeLimits limits) {
        try {
            MessageReader in = new MessageReader(bytes, 0, bytes.length, limits);
            boolean choice = in.peek() != Kind.MAP || in.beginMap() == 1;
            return choice && !startsWithKnown(in);
        } catch (MalformedMessageException e) {
            return false; // not even a name
        }
    }

    private static boolean startsWithKnown(MessageReader in) throws MalformedMessageException {
        if (in.peek() != Kind.INTEGER) {
            return NAMES.contains(in.readText());
        }
        long index = in.readInteger();
        return index >= 0 && index < NAMES.size();
    }

    /** Asks whether the other side lives. */
    record Heartbeat() implements RpcRequest {
        private static final String NAME = "Heartbeat";

        @Override
        public String name() {
            return NAME;
        }
    }

    /** Asks for an event to be handled. */
    record DispatchEvent(TenantId tenant, Event event) implements RpcRequest {
        private static final String NAME = "DispatchEvent";
        static final Codec<DispatchEvent> FIELDS = new StructCodec<>(NAME, "id", "event") {
            @Override
            protected void writeFields(DispatchEvent value, MessageWriter out) {
                TenantId.CODEC.write(value.tenant, out);
                Event.CODEC.write(value.event, out);
            }

            @Override
            protected DispatchEvent readFields(MessageReader in) throws MalformedMessageException {
                return new DispatchEvent(TenantId.CODEC.read(in), Event.CODEC.read(in));
            }
        };

        @Override
        public String name() {
            return NAME;
        }
    }
}
