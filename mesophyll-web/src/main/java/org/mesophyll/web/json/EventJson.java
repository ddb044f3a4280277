package org.mesophyll.web.json;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.json.ValueJson;
import org.mesophyll.protocol.value.Json;

/** An event in JSON: {@code name}, {@code author} or null, and {@code data}, one of json, raw and value. */
public final class EventJson {
    private static final Set<String> MEMBERS = Set.of("name", "author", "data");

    private EventJson() {}

    /** Reads an event; without data it carries the JSON value null. */
    public static Event fromJson(Json json) throws MalformedJsonException {
        Map<String, Json> members = JsonShape.object(json, "event");
        if (!MEMBERS.containsAll(members.keySet())) {
            throw new MalformedJsonException("an event has the members name, author, data and no others");
        }
        Json name = members.getOrDefault("name", Json.ofNull());
        return new Event(
                JsonShape.text(name, "event.name"),
                author(members.getOrDefault("author", Json.ofNull())),
                data(members.getOrDefault("data", Json.ofNull())));
    }

    private static @Nullable String author(Json json) throws MalformedJsonException {
        return json instanceof Json.Null ? null : JsonShape.text(json, "event.author");
    }

    private static EventData data(Json json) throws MalformedJsonException {
        if (json instanceof Json.Null) {
            return new EventData.OfJson(json);
        }
        Map<String, Json> members = JsonShape.object(json, "event.data");
        if (members.size() != 1) {
            throw new MalformedJsonException("event.data must have one member: json, raw or value");
        }
        Map.Entry<String, Json> only = members.entrySet().iterator().next();
        return switch (only.getKey()) {
            case "json" -> new EventData.OfJson(only.getValue());
            case "raw" -> new EventData.OfJsonText(readable(JsonShape.text(only.getValue(), "event.data.raw")));
            case "value" -> new EventData.OfValue(ValueJson.fromJson(only.getValue()));
            default -> throw new MalformedJsonException("event.data must have one member: json, raw or value");
        };
    }

    /** Rejects JSON that no worker would read; what is not JSON at all is the handler's affair, who gets it as text. */
    private static String readable(String raw) throws MalformedJsonException {
        try {
            var unused = JsonText.parseLossy(raw);
        } catch (MalformedJsonException e) {
            if (e.isOverLimit()) {
                throw new MalformedJsonException("event.data.raw: " + e.getMessage());
            }
        }
        return raw;
    }
}
