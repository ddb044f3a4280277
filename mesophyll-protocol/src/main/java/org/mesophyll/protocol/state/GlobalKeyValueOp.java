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
        static final Codec<Create> FIELDS = new StructCodec<>("Create", "entry") {
            @Override
            protected void writeFields(Create value, MessageWriter out) {
                CreateGlobalKv.CODEC.write(value.entry, out);
            }

            @Override
            protected Create readFields(MessageReader in) throws MalformedMessageException {
                return new Create(CreateGlobalKv.CODEC.read(in));
            }
        };

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onCreate(this);
        }
    }

    /** Deletes an entry that the tenant owns. */
    record Delete(String key, int version, String scope) implements GlobalKeyValueOp {
        static final Codec<Delete> FIELDS = new StructCodec<>("Delete", "key", "version", "scope") {
            @Override
            protected void writeFields(Delete value, MessageWriter out) {
                out.writeText(value.key);
                out.writeInteger(value.version);
                out.writeText(value.scope);
            }

            @Override
            protected Delete readFields(MessageReader in) throws MalformedMessageException {
                return new Delete(in.readText(), in.readInt32(), in.readText());
            }
        };

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
