package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.json.JsonDocuments;
import org.mesophyll.protocol.state.KvRecord;

/** Writes a record as a document, with the field names of the protocol. */
final class RecordJson {
    private RecordJson() {}

    static JsonObject of(KvRecord record) {
        return Json.createObjectBuilder()
                .add("id", record.id())
                .add("key", record.key())
                .add("value", JsonDocuments.ofValue(record.value()))
                .add("scopes", Json.createArrayBuilder(record.scopes().toList()))
                .add("created_at", timestamp(record.createdAt()))
                .add("last_updated_at", timestamp(record.lastUpdatedAt()))
                .build();
    }

    private static JsonValue timestamp(@Nullable Instant instant) {
        return instant == null ? JsonValue.NULL : Json.createValue(JsonDocuments.timestamp(instant));
    }
}
