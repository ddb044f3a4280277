package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.json.JsonDocuments;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that describe an event. */
final class EventOptions {
    @Option(names = "--author", paramLabel = "ID", description = "Who caused the event.")
    private @Nullable String author; // filled by picocli

    @ArgGroup
    private Data data = new Data(); // filled by picocli

    /** What the event carries, in one of three forms. */
    private static final class Data {
        @Option(names = "--data", paramLabel = "JSON", description = "What it carries, as JSON (default {}).")
        private @Nullable String json; // filled by picocli

        @Option(
                names = "--value",
                paramLabel = "JSON",
                description = "What it carries, as a value in its tagged form, such as '{\"Integer\":1}'.")
        private @Nullable String value; // filled by picocli

        @Option(names = "--raw", paramLabel = "TEXT", description = "What it carries, as JSON text that nobody reads.")
        private @Nullable String raw; // filled by picocli

        private JsonObject toJson() {
            if (value != null) {
                return member("value", JsonDocuments.ofValue(JsonDocuments.toValue(JsonDocuments.parse(value))));
            }
            if (raw != null) {
                return member("raw", Json.createValue(raw));
            }
            return member("json", json == null ? JsonValue.EMPTY_JSON_OBJECT : JsonDocuments.parse(json));
        }

        private static JsonObject member(String name, JsonValue value) {
            return Json.createObjectBuilder().add(name, value).build();
        }
    }

    /** Returns the event as the operators' API takes it. */
    JsonObject event(String name) {
        JsonObjectBuilder event = Json.createObjectBuilder().add("name", name);
        if (author != null) {
            event.add("author", author);
        }
        return event.add("data", data.toJson()).build();
    }
}
