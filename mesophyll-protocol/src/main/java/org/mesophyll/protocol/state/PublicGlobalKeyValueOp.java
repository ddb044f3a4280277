package org.mesophyll.protocol.state;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Limits;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;

/** A question about approved global entries: the body of {@code POST /db/public-global-kv}. */
public sealed interface PublicGlobalKeyValueOp {
    Codec<PublicGlobalKeyValueOp> CODEC = VariantCodec.of(
            PublicGlobalKeyValueOp.class,
            List.of(variant("Find", Find.class, Find.FIELDS), variant("Get", Get.class, Get.FIELDS)));

    /** Calls the method of the reader that is for this operation, and returns what it returns. */
    <R> R read(Reader<R> reader);

    /**
     * Handles each operation.
     *
     * @param <R> what comes of it
     */
    interface Reader<R> {
        R onFind(Find operation);

        R onGet(Get operation);
    }

    /**
     * Asks for the entries of a scope whose key matches; answered by {@link PartialGlobalKv}s.
     *
     * @param query an SQL LIKE pattern
     * @param scope the scope
     */
    record Find(LikePattern query, String scope) implements PublicGlobalKeyValueOp {
        static final Codec<Find> FIELDS = new StructCodec<>("Find", "query", "scope") {
            @Override
            protected void writeFields(Find value, MessageWriter out) {
                LikePattern.CODEC.write(value.query, out);
                out.writeText(value.scope);
            }

            @Override
            protected Find readFields(MessageReader in) throws MalformedMessageException {
                return new Find(LikePattern.CODEC.read(in), in.readText());
            }
        };

        public Find {
            Limits.check("scope", scope);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onFind(this);
        }

        @Override
        public String toString() {
            return "Find[" + query + "]";
        }
    }

    /**
     * Asks for one entry; answered by a {@link GlobalKv} or nil.
     *
     * @param key the entry's key
     * @param version its version
     * @param scope its scope
     * @param tenant on whose behalf, for entries that have to be bought; or null
     */
    record Get(
            String key, int version, String scope, @Nullable TenantId tenant) implements PublicGlobalKeyValueOp {
        static final Codec<Get> FIELDS =
                new StructCodec<>("Get", List.of("key", "version", "scope", "id"), Set.of("id")) {
                    @Override
                    protected void writeFields(Get value, MessageWriter out) {
                        out.writeText(value.key);
                        out.writeInteger(value.version);
                        out.writeText(value.scope);
                        TenantId.CODEC.writeOptional(value.tenant, out);
                    }

                    @Override
                    protected Get readFields(MessageReader in) throws MalformedMessageException {
                        return new Get(in.readText(), in.readInt32(), in.readText(), TenantId.CODEC.readOptional(in));
                    }
                };

        public Get {
            Limits.check("key", key);
            Limits.check("scope", scope);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onGet(this);
        }

        @Override
        public String toString() {
            return "Get[" + version + ", " + tenant + "]";
        }
    }
}
