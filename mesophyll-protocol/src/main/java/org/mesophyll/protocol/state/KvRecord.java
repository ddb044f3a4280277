package org.mesophyll.protocol.state;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
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
    public static final Codec<KvRecord> CODEC =
            new StructCodec<>(
                    "KvRecord",
                    List.of("id", "key", "value", "scopes", "created_at", "last_updated_at"),
                    Set.of("created_at", "last_updated_at")) {
                @Override
                protected void writeFields(KvRecord value, MessageWriter out) {
                    out.writeText(value.id);
                    out.writeText(value.key);
                    Value.CODEC.write(value.value, out);
                    Scopes.CODEC.write(value.scopes, out);
                    Timestamps.CODEC.writeOptional(value.createdAt, out);
                    Timestamps.CODEC.writeOptional(value.lastUpdatedAt, out);
                }

                @Override
                protected KvRecord readFields(MessageReader in) throws MalformedMessageException {
                    return new KvRecord(
                            in.readText(),
                            in.readText(),
                            Value.CODEC.read(in),
                            Scopes.CODEC.read(in),
                            Timestamps.CODEC.readOptional(in),
                            Timestamps.CODEC.readOptional(in));
                }
            };

    @Override
    public String toString() {
        return "KvRecord[" + scopes + ", " + value + "]";
    }
}
