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

/** What a master says to a worker ({@code docs/protocol.md}, section 3). */
public sealed interface ServerMessage {
    Codec<ServerMessage> CODEC = VariantCodec.of(
            ServerMessage.class,
            List.of(
                    variant("Hello", Hello.class, Hello.FIELDS),
                    variant("DispatchEvent", DispatchEvent.class, DispatchEvent.FIELDS),
                    variant("RunScript", RunScript.class, RunScript.FIELDS),
                    variant("DropWorker", DropWorker.class, DropWorker.FIELDS),
                    variant("TenantChanged", TenantChanged.class, TenantChanged.FIELDS),
                    variant("GlobalChanged", GlobalChanged.class, GlobalChanged.FIELDS),
                    variant("Cancel", Cancel.class, Cancel.FIELDS),
                    variant("Epoch", Epoch.class, Epoch.FIELDS)));

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

        R onTenantChanged(TenantChanged message);

        R onGlobalChanged(GlobalChanged message);

        R onCancel(Cancel message);

        R onEpoch(Epoch message);
    }

    /**
     * The first message on every connection.
     *
     * @param heartbeatIntervalMillis how often the worker has to beat, in milliseconds, as an unsigned number
     */
    record Hello(long heartbeatIntervalMillis) implements ServerMessage {
        static final Codec<Hello> FIELDS = new StructCodec<>("Hello", "heartbeat_interval_ms") {
            @Override
            protected void writeFields(Hello value, MessageWriter out) {
                out.writeUnsigned(value.heartbeatIntervalMillis);
            }

            @Override
            protected Hello readFields(MessageReader in) throws MalformedMessageException {
                return new Hello(in.readUnsigned());
            }
        };

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
        static final Codec<DispatchEvent> FIELDS =
                new StructCodec<>("DispatchEvent", List.of("id", "event", "req_id"), Set.of("req_id")) {
                    @Override
                    protected void writeFields(DispatchEvent value, MessageWriter out) {
                        TenantId.CODEC.write(value.tenant, out);
                        Event.CODEC.write(value.event, out);
                        RequestId.CODEC.writeOptional(value.requestId, out);
                    }

                    @Override
                    protected DispatchEvent readFields(MessageReader in) throws MalformedMessageException {
                        return new DispatchEvent(
                                TenantId.CODEC.read(in), Event.CODEC.read(in), RequestId.CODEC.readOptional(in));
                    }
                };

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
        static final Codec<RunScript> FIELDS = new StructCodec<>("RunScript", "id", "name", "code", "event", "req_id") {
            @Override
            protected void writeFields(RunScript value, MessageWriter out) {
                TenantId.CODEC.write(value.tenant, out);
                out.writeText(value.name);
                out.writeText(value.code);
                Event.CODEC.write(value.event, out);
                RequestId.CODEC.write(value.requestId, out);
            }

            @Override
            protected RunScript readFields(MessageReader in) throws MalformedMessageException {
                return new RunScript(
                        TenantId.CODEC.read(in),
                        in.readText(),
                        in.readText(),
                        Event.CODEC.read(in),
                        RequestId.CODEC.read(in));
            }
        };

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
        static final Codec<DropWorker> FIELDS = new StructCodec<>("DropWorker", "id", "req_id") {
            @Override
            protected void writeFields(DropWorker value, MessageWriter out) {
                TenantId.CODEC.write(value.tenant, out);
                RequestId.CODEC.write(value.requestId, out);
            }

            @Override
            protected DropWorker readFields(MessageReader in) throws MalformedMessageException {
                return new DropWorker(TenantId.CODEC.read(in), RequestId.CODEC.read(in));
            }
        };

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onDropWorker(this);
        }
    }

    /**
     * Tells that what a tenant has programmed, may do or wants to hear of may have changed. Version 2 only.
     *
     * @param tenant whose it is
     */
    record TenantChanged(TenantId tenant) implements ServerMessage {
        static final Codec<TenantChanged> FIELDS = new StructCodec<>("TenantChanged", "id") {
            @Override
            protected void writeFields(TenantChanged value, MessageWriter out) {
                TenantId.CODEC.write(value.tenant, out);
            }

            @Override
            protected TenantChanged readFields(MessageReader in) throws MalformedMessageException {
                return new TenantChanged(TenantId.CODEC.read(in));
            }
        };

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onTenantChanged(this);
        }
    }

    /**
     * Tells that a global entry, or who gets it, has changed. Version 2 only.
     *
     * @param entry which
     */
    record GlobalChanged(GlobalKvName entry) implements ServerMessage {
        static final Codec<GlobalChanged> FIELDS = new StructCodec<>("GlobalChanged", "key", "version", "scope") {
            @Override
            protected void writeFields(GlobalChanged value, MessageWriter out) {
                out.writeText(value.entry.key());
                out.writeInteger(value.entry.version());
                out.writeText(value.entry.scope());
            }

            @Override
            protected GlobalChanged readFields(MessageReader in) throws MalformedMessageException {
                return new GlobalChanged(new GlobalKvName(in.readText(), in.readInt32(), in.readText()));
            }
        };

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onGlobalChanged(this);
        }

        @Override
        public String toString() {
            return "GlobalChanged[" + entry.version() + "]";
        }
    }

    /**
     * Tells that nobody waits for the answer to a script any more. Version 2 only.
     *
     * @param requestId the script's request
     */
    record Cancel(RequestId requestId) implements ServerMessage {
        static final Codec<Cancel> FIELDS = new StructCodec<>("Cancel", "req_id") {
            @Override
            protected void writeFields(Cancel value, MessageWriter out) {
                RequestId.CODEC.write(value.requestId, out);
            }

            @Override
            protected Cancel readFields(MessageReader in) throws MalformedMessageException {
                return new Cancel(RequestId.CODEC.read(in));
            }
        };

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onCancel(this);
        }
    }

    /**
     * Tells the epoch of the connection, which the worker's writes carry. Version 2 only; the second message on a connection.
     *
     * @param epoch higher than that of every earlier connection; below 2⁵³
     */
    record Epoch(long epoch) implements ServerMessage {
        static final Codec<Epoch> FIELDS = new StructCodec<>("Epoch", "epoch") {
            @Override
            protected void writeFields(Epoch value, MessageWriter out) {
                out.writeUnsigned(value.epoch);
            }

            @Override
            protected Epoch readFields(MessageReader in) throws MalformedMessageException {
                return new Epoch(in.readUnsigned());
            }
        };

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onEpoch(this);
        }
    }
}
