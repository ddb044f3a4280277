package org.mesophyll.protocol;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;

/** What a master says to a worker, one message a binary frame ({@code docs/protocol.md}, section 2). */
public sealed interface ServerMessage {
    Codec<ServerMessage> CODEC = VariantCodec.of(
            ServerMessage.class,
            List.of(
                    variant("Hello", Hello.class, Hello.FIELDS),
                    variant("DispatchEvent", DispatchEvent.class, DispatchEvent.FIELDS),
                    variant("RunScript", RunScript.class, RunScript.FIELDS),
                    variant("DropWorker", DropWorker.class, DropWorker.FIELDS)));

    /** Calls the method of the reader that is for this message, and returns what it returns. */
    <R> R read(Reader<R> reader);

    /**
     * Handles each message.
     *
     * @param <R> what comes of it
     */
    interface Reader<R> {
        R onHello(Hello message);

        R onDispatchEvent(DispatchEvent message);

        R onRunScript(RunScript message);

        R onDropWorker(DropWorker message);
    }

    /**
     * The first message on every connection.
     *
     * @param heartbeatIntervalMillis how often the worker has to beat, in milliseconds, as an unsigned number
     */
    record Hello(long heartbeatIntervalMillis) implements ServerMessage {
        private static final Field<Hello, Long> INTERVAL =
                Field.of("heartbeat_interval_ms", Codecs.UINT64, Hello::heartbeatIntervalMillis);
        static final Codec<Hello> FIELDS =
                StructCodec.of("Hello", List.of(INTERVAL), values -> new Hello(values.get(INTERVAL)));

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onHello(this);
        }
    }

    /**
     * An event for a tenant.
     *
     * @param tenant whose event it is
     * @param event what happened
     * @param requestId what the answer must carry, or null if none is wanted
     */
    record DispatchEvent(
            TenantId tenant, Event event, @Nullable RequestId requestId) implements ServerMessage {
        private static final Field<DispatchEvent, TenantId> TENANT =
                Field.of("id", TenantId.CODEC, DispatchEvent::tenant);
        private static final Field<DispatchEvent, Event> EVENT = Field.of("event", Event.CODEC, DispatchEvent::event);
        private static final Field<DispatchEvent, @Nullable RequestId> REQUEST_ID =
                Field.optional("req_id", RequestId.CODEC, DispatchEvent::requestId);
        static final Codec<DispatchEvent> FIELDS = StructCodec.of(
                "DispatchEvent",
                List.of(TENANT, EVENT, REQUEST_ID),
                values -> new DispatchEvent(values.get(TENANT), values.get(EVENT), values.get(REQUEST_ID)));

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onDispatchEvent(this);
        }
    }

    /**
     * A script to run for a tenant.
     *
     * @param tenant whose script it is
     * @param name what errors call it
     * @param code its source
     * @param event what the script may look at
     * @param requestId what the answer must carry
     */
    record RunScript(TenantId tenant, String name, String code, Event event, RequestId requestId)
            implements ServerMessage {
        private static final Field<RunScript, TenantId> TENANT = Field.of("id", TenantId.CODEC, RunScript::tenant);
        private static final Field<RunScript, String> NAME = Field.text("name", RunScript::name);
        private static final Field<RunScript, String> CODE = Field.text("code", RunScript::code);
        private static final Field<RunScript, Event> EVENT = Field.of("event", Event.CODEC, RunScript::event);
        private static final Field<RunScript, RequestId> REQUEST_ID =
                Field.of("req_id", RequestId.CODEC, RunScript::requestId);
        static final Codec<RunScript> FIELDS = StructCodec.of(
                "RunScript",
                List.of(TENANT, NAME, CODE, EVENT, REQUEST_ID),
                values -> new RunScript(
                        values.get(TENANT),
                        values.get(NAME),
                        values.get(CODE),
                        values.get(EVENT),
                        values.get(REQUEST_ID)));

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onRunScript(this);
        }

        @Override
        public String toString() {
            return "RunScript[" + tenant + ", " + requestId + "]";
        }
    }

    /**
     * Asks for a tenant's virtual machine to be dropped.
     *
     * @param tenant whose it is
     * @param requestId what the answer must carry
     */
    record DropWorker(TenantId tenant, RequestId requestId) implements ServerMessage {
        private static final Field<DropWorker, TenantId> TENANT = Field.of("id", TenantId.CODEC, DropWorker::tenant);
        private static final Field<DropWorker, RequestId> REQUEST_ID =
                Field.of("req_id", RequestId.CODEC, DropWorker::requestId);
        static final Codec<DropWorker> FIELDS = StructCodec.of(
                "DropWorker",
                List.of(TENANT, REQUEST_ID),
                values -> new DropWorker(values.get(TENANT), values.get(REQUEST_ID)));

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onDropWorker(this);
        }
    }
}
