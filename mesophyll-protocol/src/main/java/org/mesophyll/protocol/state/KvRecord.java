package org.mesophyll.protocol.state;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.value.Timestamps;
import org.mesophyll.protocol.value.Value;

/**
 * One record of a tenant's key-value store.
 *
 * @param id made by the store, stays through updates
 * @param key the key
 * @param value the value
 * @param scopes the exact set that the record was written with
 * @param createdAt when the record was first set, or null if the master does not say
 * @param lastUpdatedAt when it was last set, or null if the master does not say
 */
public record KvRecord(
        String id,
        String key,
        Value value,
        Scopes scopes,
        @Nullable Instant createdAt,
        @Nullable Instant lastUpdatedAt) {
    private static final Field<KvRecord, String> ID = Field.text("id", KvRecord::id);
    private static final Field<KvRecord, String> KEY = Field.text("key", KvRecord::key);
    private static final Field<KvRecord, Value> VALUE = Field.of("value", Value.CODEC, KvRecord::value);
    private static final Field<KvRecord, Scopes> SCOPES = Field.of("scopes", Scopes.CODEC, KvRecord::scopes);
    private static final Field<KvRecord, @Nullable Instant> CREATED_AT =
            Field.optional("created_at", Timestamps.CODEC, KvRecord::createdAt);
    private static final Field<KvRecord, @Nullable Instant> LAST_UPDATED_AT =
            Field.optional("last_updated_at", Timestamps.CODEC, KvRecord::lastUpdatedAt);

    public static final Codec<KvRecord> CODEC = StructCodec.of(
            "KvRecord",
            List.of(ID, KEY, VALUE, SCOPES, CREATED_AT, LAST_UPDATED_AT),
            values -> new KvRecord(
                    values.get(ID),
                    values.get(KEY),
                    values.get(VALUE),
                    values.get(SCOPES),
                    values.get(CREATED_AT),
                    values.get(LAST_UPDATED_AT)));

    @Override
    public String toString() {
        return "KvRecord[" + scopes + ", " + value + "]";
    }
}
