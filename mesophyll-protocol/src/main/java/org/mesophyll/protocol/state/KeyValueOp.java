package org.mesophyll.protocol.state;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Field;
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
        private static final Field<Get, Scopes> SCOPES = Field.of("scopes", Scopes.CODEC, Get::scopes);
        private static final Field<Get, String> KEY = Field.text("key", Get::key);
        static final Codec<Get> FIELDS =
                StructCodec.of("Get", List.of(SCOPES, KEY), values -> new Get(values.get(SCOPES), values.get(KEY)));

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
        private static final Field<Set, Scopes> SCOPES = Field.of("scopes", Scopes.CODEC, Set::scopes);
        private static final Field<Set, String> KEY = Field.text("key", Set::key);
        private static final Field<Set, Value> VALUE = Field.of("value", Value.CODEC, Set::value);
        static final Codec<Set> FIELDS = StructCodec.of(
                "Set",
                List.of(SCOPES, KEY, VALUE),
                values -> new Set(values.get(SCOPES), values.get(KEY), values.get(VALUE)));

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
        private static final Field<Delete, Scopes> SCOPES = Field.of("scopes", Scopes.CODEC, Delete::scopes);
        private static final Field<Delete, String> KEY = Field.text("key", Delete::key);
        static final Codec<Delete> FIELDS = StructCodec.of(
                "Delete", List.of(SCOPES, KEY), values -> new Delete(values.get(SCOPES), values.get(KEY)));

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
        private static final Field<Find, Scopes> SCOPES = Field.of("scopes", Scopes.CODEC, Find::scopes);
        private static final Field<Find, LikePattern> PATTERN = Field.of("prefix", LikePattern.CODEC, Find::pattern);
        static final Codec<Find> FIELDS = StructCodec.of(
                "Find", List.of(SCOPES, PATTERN), values -> new Find(values.get(SCOPES), values.get(PATTERN)));

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onFind(this);
        }
    }
}
