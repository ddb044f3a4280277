package org.mesophyll.protocol.rpc;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.time.Instant;
import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;
import org.mesophyll.protocol.value.Timestamps;
import org.mesophyll.protocol.value.Value;

/** The answer to an {@link RpcRequest}, of the same name, or an error. */
public sealed interface RpcResponse {
    Codec<RpcResponse> CODEC = VariantCodec.of(
            RpcResponse.class,
            List.of(
                    variant(Heartbeat.NAME, Heartbeat.class, Heartbeat.FIELDS),
                    variant(DispatchEvent.NAME, DispatchEvent.class, DispatchEvent.FIELDS),
                    variant(Failure.NAME, Failure.class, Codecs.mapped(Codecs.TEXT, Failure::reason, Failure::new))));

    /** Returns the answer's name on the wire. */
    String name();

    /**
     * Says that this side lives.
     *
     * @param time this side's clock
     */
    record Heartbeat(Instant time) implements RpcResponse {
        private static final String NAME = "Heartbeat";
        static final Codec<Heartbeat> FIELDS = new StructCodec<>(NAME, "time") {
            @Override
            protected void writeFields(Heartbeat value, MessageWriter out) {
                Timestamps.CODEC.write(value.time, out);
            }

            @Override
            protected Heartbeat readFields(MessageReader in) throws MalformedMessageException {
                return new Heartbeat(Timestamps.CODEC.read(in));
            }
        };

        @Override
        public String name() {
            return NAME;
        }
    }

    /** What the event's handler returned. */
    record DispatchEvent(Value value) implements RpcResponse {
        private static final String NAME = "DispatchEvent";
        static final Codec<DispatchEvent> FIELDS = new StructCodec<>(NAME, "value") {
            @Override
            protected void writeFields(DispatchEvent value, MessageWriter out) {
                Value.CODEC.write(value.value, out);
            }

            @Override
            protected DispatchEvent readFields(MessageReader in) throws MalformedMessageException {
                return new DispatchEvent(Value.CODEC.read(in));
            }
        };

        @Override
        public String name() {
            return NAME;
        }
    }

    /** {@code Error}: the request was refused, or failed. */
    record Failure(String reason) implements RpcResponse {
        private static final String NAME = "Error";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String toString() {
            return "Failure[" + reason.length() + "]";
        }
    }
}
