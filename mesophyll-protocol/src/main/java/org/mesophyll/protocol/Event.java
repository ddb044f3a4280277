package org.mesophyll.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/**
 * Something that happened to a tenant.
 *
 * @param name what happened, such as {@code MessageCreate}
 * @param author the id of who caused it, or null
 * @param data what it carries
 */
public record Event(String name, @Nullable String author, EventData data) {
    private static final Field<Event, String> NAME = Field.text("name", Event::name);
    private static final Field<Event, @Nullable String> AUTHOR = Field.optional("author", Codecs.TEXT, Event::author);
    private static final Field<Event, EventData> DATA = Field.of("data", EventData.CODEC, Event::data);

    public static final Codec<Event> CODEC = StructCodec.of(
            "Event",
            List.of(NAME, AUTHOR, DATA),
            values -> new Event(values.get(NAME), values.get(AUTHOR), values.get(DATA)));

    /** Returns an event that nobody in particular caused, with JSON. */
    public static Event of(String name, Json data) {
        return new Event(name, null, new EventData.OfJson(data));
    }

    /** Returns an event that nobody in particular caused, with a value. */
    public static Event of(String name, Value data) {
        return new Event(name, null, new EventData.OfValue(data));
    }

    /** Returns the event with another author. */
    public Event by(String newAuthor) {
        return new Event(name, newAuthor, data);
    }

    @Override
    public String toString() {
        return "Event[" + data + "]";
    }
}
