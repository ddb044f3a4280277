package org.mesophyll.protocol.state;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
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
    public static final Codec<PartialGlobalKv> CODEC =
            new StructCodec<>(
                    "PartialGlobalKv",
                    List.of(
                            "key",
                            "version",
                            "owner_id",
                            "owner_type",
                            "price",
                            "short",
                            "public_metadata",
                            "scope",
                            "created_at",
                            "last_updated_at",
                            "public_data",
                            "review_state",
                            "long"),
                    Set.of("price", "long")) {
                @Override
                protected void writeFields(PartialGlobalKv value, MessageWriter out) {
                    out.writeText(value.key);
                    out.writeInteger(value.version);
                    out.writeText(value.ownerId);
                    out.writeText(value.ownerType);
                    Codecs.INT64.writeOptional(value.price, out);
                    out.writeText(value.shortDescription);
                    Json.CODEC.write(value.publicMetadata, out);
                    out.writeText(value.scope);
                    Timestamps.CODEC.write(value.createdAt, out);
                    Timestamps.CODEC.write(value.lastUpdatedAt, out);
                    out.writeBoolean(value.publicData);
                    ReviewState.CODEC.write(value.reviewState, out);
                    out.writeOptionalText(value.longDescription);
                }

                @Override
                protected PartialGlobalKv readFields(MessageReader in) throws MalformedMessageException {
                    return new PartialGlobalKv(
                            in.readText(),
                            in.readInt32(),
                            in.readText(),
                            in.readText(),
                            Codecs.INT64.readOptional(in),
                            in.readText(),
                            Json.CODEC.read(in),
                            in.readText(),
                            Timestamps.CODEC.read(in),
                            Timestamps.CODEC.read(in),
                            in.readBoolean(),
                            ReviewState.CODEC.read(in),
                            in.readOptionalText());
                }
            };

    @Override
    public String toString() {
        return "PartialGlobalKv[" + version + ", " + reviewState + "]";
    }
}
