package org.mesophyll.protocol.state;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.mesophyll.protocol.Limits;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;
import org.mesophyll.protocol.value.Value;

/** An operation on a tenant's own records: the body of {@code POST /db/kv}. */
public sealed interface KeyValueOp {
    Codec<KeyValueOp> CODEC = VariantCodec.of(
            KeyValueOp.class,
            List.of(
                    variant("Get", Get.class, Get.FIELDS),
                    variant("ListScopes", ListScopes.class, StructCodec.empty("ListScopes", new ListScopes())),
                    variant("Set", Set.class, Set.FIELDS),
                    variant("Delete", Delete.class, Delete.FIELDS),
                    variant("Find", Find.class, Find.FIELDS)));

    /** Calls the method of the reader that is for this operation, and returns what it returns. */
    <R> R read(Reader<R> reader);

    /** Says whether an operation changes records. */
    static boolean isWrite(KeyValueOp operation) {
        return operation instanceof Set || operation instanceof Delete;
    }

    /**
     * Handles each operation.
     *
     * @param <R> what comes of it
     */
    interface Reader<R> {
        R onGet(Get operation);

        R onListScopes();

        R onSet(Set operation);

        R onDelete(Delete operation);

        R onFind(Find operation);
    }

    /**
     * Asks for the record with a key whose scopes contain all the given ones; answered by a {@link KvRecord} or nil.
     */
    record Get(Scopes scopes, String key) implements KeyValueOp {
        static final Codec<Get> FIELDS = new StructCodec<>("Get", "scopes", "key") {
            @Override
            protected void writeFields(Get value, MessageWriter out) {
                Scopes.CODEC.write(value.scopes, out);
                out.writeText(value.key);
            }

            @Override
            protected Get readFields(MessageReader in) throws MalformedMessageException {
                return new Get(Scopes.CODEC.read(in), in.readText());
            }
        };

        public Get {
            Limits.check("key", key);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onGet(this);
        }

        @Override
        public String toString() {
            return "Get[" + scopes + "]";
        }
    }

    /** Asks for the scopes that the tenant uses; answered by sorted, distinct texts. */
    record ListScopes() implements KeyValueOp {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onListScopes();
        }
    }

    /** Writes the record with exactly these scopes; answered by nothing. */
    record Set(Scopes scopes, String key, Value value) implements KeyValueOp {
        static final Codec<Set> FIELDS = new StructCodec<>("Set", "scopes", "key", "value") {
            @Override
            protected void writeFields(Set value, MessageWriter out) {
                Scopes.CODEC.write(value.scopes, out);
                out.writeText(value.key);
                Value.CODEC.write(value.value, out);
            }

            @Override
            protected Set readFields(MessageReader in) throws MalformedMessageException {
                return new Set(Scopes.CODEC.read(in), in.readText(), Value.CODEC.read(in));
            }
        };

        public Set {
            Limits.check("key", key);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onSet(this);
        }

        @Override
        public String toString() {
            return "Set[" + scopes + ", " + value + "]";
        }
    }

    /** Deletes the records with a key whose scopes contain all the given ones; answered by nothing. */
    record Delete(Scopes scopes, String key) implements KeyValueOp {
        static final Codec<Delete> FIELDS = new StructCodec<>("Delete", "scopes", "key") {
            @Override
            protected void writeFields(Delete value, MessageWriter out) {
                Scopes.CODEC.write(value.scopes, out);
                out.writeText(value.key);
            }

            @Override
            protected Delete readFields(MessageReader in) throws MalformedMessageException {
                return new Delete(Scopes.CODEC.read(in), in.readText());
            }
        };

        public Delete {
            Limits.check("key", key);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onDelete(this);
        }

        @Override
        public String toString() {
            return "Delete[" + scopes + "]";
        }
    }

    /**
     * Asks for the records whose scopes contain all the given ones and whose key matches; answered by
     * {@link KvRecord}s in the order of their keys.
     *
     * @param pattern an SQL LIKE pattern, see {@link LikePattern}
     */
    record Find(Scopes scopes, LikePattern pattern) implements KeyValueOp {
        static final Codec<Find> FIELDS = new StructCodec<>("Find", "scopes", "prefix") {
            @Override
            protected void writeFields(Find value, MessageWriter out) {
                Scopes.CODEC.write(value.scopes, out);
                LikePattern.CODEC.write(value.pattern, out);
            }

            @Override
            protected Find readFields(MessageReader in) throws MalformedMessageException {
                return new Find(Scopes.CODEC.read(in), LikePattern.CODEC.read(in));
            }
        };

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onFind(this);
        }
    }
}
