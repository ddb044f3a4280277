package org.mesophyll.protocol;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;

/** What a worker says to its master, one message a binary frame ({@code docs/protocol.md}, section 2). */
public sealed interface ClientMessage {
    Codec<ClientMessage> CODEC = VariantCodec.of(
            ClientMessage.class,
            List.of(
                    variant("DispatchResponse", DispatchResponse.class, DispatchResponse.FIELDS),
                    variant("Heartbeat", Heartbeat.class, StructCodec.empty("Heartbeat", new Heartbeat())),
                    variant("ScriptLine", ScriptLine.class, ScriptLine.FIELDS)));

    /** Calls the method of the reader that is for this message, and returns what it returns. */
    <R> R read(Reader<R> reader);

    /**
     * Handles each message.
     *
     * @param <R> what comes of it
     */
    interface Reader<R> {
        R onDispatchResponse(DispatchResponse message);

        R onHeartbeat(Heartbeat message);

        R onScriptLine(ScriptLine message);
    }

    /**
     * The answer to a request of whatever kind.
     *
     * @param requestId the request's
     * @param result what came of it
     */
    record DispatchResponse(RequestId requestId, DispatchResult result) implements ClientMessage {
        static final Codec<DispatchResponse> FIELDS = new StructCodec<>("DispatchResponse", "req_id", "result") {
            @Override
            protected void writeFields(DispatchResponse value, MessageWriter out) {
                RequestId.CODEC.write(value.requestId, out);
                DispatchResult.CODEC.write(value.result, out);
            }

            @Override
            protected DispatchResponse readFields(MessageReader in) throws MalformedMessageException {
                return new DispatchResponse(RequestId.CODEC.read(in), DispatchResult.CODEC.read(in));
            }
        };

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onDispatchResponse(this);
        }
    }

    /** Says that the worker lives. */
    record Heartbeat() implements ClientMessage {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onHeartbeat(this);
        }
    }

    /**
     * A line that a tenant's script has logged. Version 2 only.
     *
     * @param tenant whose script it is
     * @param line what it has logged
     * @param requestId the request that the script runs for, or null if that is not known
     */
    record ScriptLine(
            TenantId tenant, String line, @Nullable RequestId requestId) implements ClientMessage {
        static final Codec<ScriptLine> FIELDS =
                new StructCodec<>("ScriptLine", List.of("id", "line", "req_id"), Set.of("req_id")) {
                    @Override
                    protected void writeFields(ScriptLine value, MessageWriter out) {
                        TenantId.CODEC.write(value.tenant, out);
                        out.writeText(value.line);
                        RequestId.CODEC.writeOptional(value.requestId, out);
                    }

                    @Override
                    protected ScriptLine readFields(MessageReader in) throws MalformedMessageException {
                        return new ScriptLine(TenantId.CODEC.read(in), in.readText(), RequestId.CODEC.readOptional(in));
                    }
                };

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onScriptLine(this);
        }

        /** Tells nothing of the line, which does not belong into the logs of servers. */
        @Override
        public String toString() {
            return "ScriptLine[" + tenant + ", " + requestId + "]";
        }
    }
}
