package org.mesophyll.protocol.state;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.Field;
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
        private static final Field<Find, LikePattern> QUERY = Field.of("query", LikePattern.CODEC, Find::query);
        private static final Field<Find, String> SCOPE = Field.text("scope", Find::scope);
        static final Codec<Find> FIELDS =
                StructCodec.of("Find", List.of(QUERY, SCOPE), values -> new Find(values.get(QUERY), values.get(SCOPE)));

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
        private static final Field<Get, String> KEY = Field.text("key", Get::key);
        private static final Field<Get, Integer> VERSION = Field.of("version", Codecs.INT32, Get::version);
        private static final Field<Get, String> SCOPE = Field.text("scope", Get::scope);
        private static final Field<Get, @Nullable TenantId> TENANT = Field.optional("id", TenantId.CODEC, Get::tenant);
        static final Codec<Get> FIELDS = StructCodec.of(
                "Get",
                List.of(KEY, VERSION, SCOPE, TENANT),
                values -> new Get(values.get(KEY), values.get(VERSION), values.get(SCOPE), values.get(TENANT)));

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
