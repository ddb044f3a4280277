package org.mesophyll.protocol.state;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Timestamps;

/**
 * A global entry without its data: what a catalogue shows.
 *
 * @param key together with version and scope names the entry
 * @param version the author's number
 * @param ownerId the decimal id of the tenant that made it
 * @param ownerType {@code guild} or {@code user}
 * @param price in the smallest unit of the currency, or null if it is free
 * @param shortDescription one line
 * @param publicMetadata anything that everyone may see
 * @param scope what kind of thing it is, such as {@code shop}
 * @param createdAt when it was made
 * @param lastUpdatedAt when it, its price or its review last changed
 * @param publicData whether everyone may see its data
 * @param reviewState where it stands with the staff
 * @param longDescription a text, or null
 */
public record PartialGlobalKv(
        String key,
        int version,
        String ownerId,
        String ownerType,
        @Nullable Long price,
        String shortDescription,
        Json publicMetadata,
        String scope,
        Instant createdAt,
        Instant lastUpdatedAt,
        boolean publicData,
        ReviewState reviewState,
        @Nullable String longDescription) {
    private static final Field<PartialGlobalKv, String> KEY = Field.text("key", PartialGlobalKv::key);
    private static final Field<PartialGlobalKv, Integer> VERSION =
            Field.of("version", Codecs.INT32, PartialGlobalKv::version);
    private static final Field<PartialGlobalKv, String> OWNER_ID = Field.text("owner_id", PartialGlobalKv::ownerId);
    private static final Field<PartialGlobalKv, String> OWNER_TYPE =
            Field.text("owner_type", PartialGlobalKv::ownerType);
    private static final Field<PartialGlobalKv, @Nullable Long> PRICE =
            Field.optional("price", Codecs.INT64, PartialGlobalKv::price);
    private static final Field<PartialGlobalKv, String> SHORT = Field.text("short", PartialGlobalKv::shortDescription);
    private static final Field<PartialGlobalKv, Json> PUBLIC_METADATA =
            Field.of("public_metadata", Json.CODEC, PartialGlobalKv::publicMetadata);
    private static final Field<PartialGlobalKv, String> SCOPE = Field.text("scope", PartialGlobalKv::scope);
    private static final Field<PartialGlobalKv, Instant> CREATED_AT =
            Field.of("created_at", Timestamps.CODEC, PartialGlobalKv::createdAt);
    private static final Field<PartialGlobalKv, Instant> LAST_UPDATED_AT =
            Field.of("last_updated_at", Timestamps.CODEC, PartialGlobalKv::lastUpdatedAt);
    private static final Field<PartialGlobalKv, Boolean> PUBLIC_DATA =
            Field.of("public_data", Codecs.BOOLEAN, PartialGlobalKv::publicData);
    private static final Field<PartialGlobalKv, ReviewState> REVIEW_STATE =
            Field.of("review_state", ReviewState.CODEC, PartialGlobalKv::reviewState);
    private static final Field<PartialGlobalKv, @Nullable String> LONG =
            Field.optional("long", Codecs.TEXT, PartialGlobalKv::longDescription);

    public static final Codec<PartialGlobalKv> CODEC = StructCodec.of(
            "PartialGlobalKv",
            List.of(
                    KEY,
                    VERSION,
                    OWNER_ID,
                    OWNER_TYPE,
                    PRICE,
                    SHORT,
                    PUBLIC_METADATA,
                    SCOPE,
                    CREATED_AT,
                    LAST_UPDATED_AT,
                    PUBLIC_DATA,
                    REVIEW_STATE,
                    LONG),
            values -> new PartialGlobalKv(
                    values.get(KEY),
                    values.get(VERSION),
                    values.get(OWNER_ID),
                    values.get(OWNER_TYPE),
                    values.get(PRICE),
                    values.get(SHORT),
                    values.get(PUBLIC_METADATA),
                    values.get(SCOPE),
                    values.get(CREATED_AT),
                    values.get(LAST_UPDATED_AT),
                    values.get(PUBLIC_DATA),
                    values.get(REVIEW_STATE),
                    values.get(LONG)));

    @Override
    public String toString() {
        return "PartialGlobalKv[" + version + ", " + reviewState + "]";
    }
}
