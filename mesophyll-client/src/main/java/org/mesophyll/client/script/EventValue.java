package org.mesophyll.client.script;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mesophyll.client.json.ValueJson;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** What scripts see of an event, the same in every language: a map with {@code name}, {@code author} and {@code data}. */
public final class EventValue {
    private EventValue() {}

    /** Returns an event as a value; data that says to be JSON and is not becomes the text that it is. */
    public static Value of(Event event) {
        Map<String, Value> entries = new LinkedHashMap<>();
        entries.put("name", Value.of(event.name()));
        String author = event.author();
        if (author != null) {
            entries.put("author", Value.of(author));
        }
        entries.put("data", of(event.data()));
        return Value.map(entries);
    }

    /** Returns what an event carries as a value. */
    public static Value of(EventData data) {
        return data.read(Data.INSTANCE);
    }

    private enum Data implements EventData.Reader<Value> {
        INSTANCE;

        @Override
        public Value onJson(Json json) {
            return ValueJson.valueOf(json);
        }

        @Override
        public Value onJsonText(String text) {
            try {
                return ValueJson.valueOf(ValueJson.toJson(ValueJson.parse(text)));
            } catch (IllegalArgumentException e) { // nobody on the way has read it: it may be anything
                return Value.of(text);
            }
        }

        @Override
        public Value onValue(Value value) {
            return value;
        }
    }
}
