package org.mesophyll.protocol.state;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;

/** A change to a tenant's global entries: the body of {@code POST /db/global-kv}. Answered by nothing. */
public sealed interface GlobalKeyValueOp {
    Codec<GlobalKeyValueOp> CODEC = VariantCodec.of(
            GlobalKeyValueOp.class,
            List.of(variant("Create", Create.class, Create.FIELDS), variant("Delete", Delete.class, Delete.FIELDS)));

    /** Calls the method of the reader that is for this operation, and returns what it returns. */
    <R> R read(Reader<R> reader);

    /**
     * Handles each operation.
     *
     * @param <R> what comes of it
     */
    interface Reader<R> {
        R onCreate(Create operation);

        R onDelete(Delete operation);
    }

    /** Makes an entry, which waits for review. */
    record Create(CreateGlobalKv entry) implements GlobalKeyValueOp {
        private static final Field<Create, CreateGlobalKv> ENTRY =
                Field.of("entry", CreateGlobalKv.CODEC, Create::entry);
        static final Codec<Create> FIELDS =
                StructCodec.of("Create", List.of(ENTRY), values -> new Create(values.get(ENTRY)));

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onCreate(this);
        }
    }

    /** Deletes an entry that the tenant owns. */
    record Delete(String key, int version, String scope) implements GlobalKeyValueOp {
        private static final Field<Delete, String> KEY = Field.text("key", Delete::key);
        private static final Field<Delete, Integer> VERSION = Field.of("version", Codecs.INT32, Delete::version);
        private static final Field<Delete, String> SCOPE = Field.text("scope", Delete::scope);
        static final Codec<Delete> FIELDS = StructCodec.of(
                "Delete",
                List.of(KEY, VERSION, SCOPE),
                values -> new Delete(values.get(KEY), values.get(VERSION), values.get(SCOPE)));

        public Delete {
            Limits.check("key", key);
            Limits.check("scope", scope);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onDelete(this);
        }

        @Override
        public String toString() {
            return "Delete[" + version + "]";
        }
    }
}
