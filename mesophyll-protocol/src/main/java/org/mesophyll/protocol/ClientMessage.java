package org.mesophyll.protocol;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;

/** What a worker says to its master, one message a binary frame ({@code docs/protocol.md}, section 2). */
public sealed interface ClientMessage {
    Codec<ClientMessage> CODEC = VariantCodec.of(
            ClientMessage.class,
            List.of(
                    variant("DispatchResponse", DispatchResponse.class, DispatchResponse.FIELDS),
                    variant("Heartbeat", Heartbeat.class, StructCodec.empty("Heartbeat", new Heartbeat()))));

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
    }

    /**
     * The answer to a request of whatever kind.
     *
     * @param requestId the request's
     * @param result what came of it
     */
    record DispatchResponse(RequestId requestId, DispatchResult result) implements ClientMessage {
        private static final Field<DispatchResponse, RequestId> REQUEST_ID =
                Field.of("req_id", RequestId.CODEC, DispatchResponse::requestId);
        private static final Field<DispatchResponse, DispatchResult> RESULT =
                Field.of("result", DispatchResult.CODEC, DispatchResponse::result);
        static final Codec<DispatchResponse> FIELDS = StructCodec.of(
                "DispatchResponse",
                List.of(REQUEST_ID, RESULT),
                values -> new DispatchResponse(values.get(REQUEST_ID), values.get(RESULT)));

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
}
