package org.mesophyll.client.script;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mesophyll.client.json.PlainValue;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.value.Value;

/** What scripts see of an event, the same in every language: a map with {@code name}, {@code author} and {@code data}. */
public final class EventValue {
    private EventValue() {}

    /**
     * Returns an event as a value; data that says to be JSON and is not becomes the text that it is.
     *
     * @throws LimitExceeded if the event's JSON goes beyond a limit of {@link JsonText}
     */
    public static Value of(Event event) throws LimitExceeded {
        Map<String, Value> entries = new LinkedHashMap<>();
        entries.put("name", Value.of(event.name()));
        String author = event.author();
        if (author != null) {
            entries.put("author", Value.of(author));
        }
        entries.put("data", of(event.data()));
        return Value.map(entries);
    }

    /**
     * Returns what an event carries as a value.
     *
     * @throws LimitExceeded if the event's JSON goes beyond a limit of {@link JsonText}
     */
    public static Value of(EventData data) throws LimitExceeded {
        if (data instanceof EventData.OfJson json) {
            return PlainValue.of(json.json());
        }
        if (data instanceof EventData.OfJsonText raw) {
            return ofText(raw.text());
        }
        return ((EventData.OfValue) data).value();
    }

    private static Value ofText(String text) throws LimitExceeded {
        try {
            return PlainValue.of(JsonText.parseLossy(text));
        } catch (MalformedJsonException e) {
            if (e.isOverLimit()) {
                throw new LimitExceeded("the event's JSON: " + e.getMessage());
            }
            return Value.of(text); // nobody on the way has read it: it may be anything
        }
    }
}
