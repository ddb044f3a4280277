package org.mesophyll.protocol;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.codec.MessageWriter;
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
    public static final Codec<Event> CODEC =
            new StructCodec<>("Event", List.of("name", "author", "data"), Set.of("author")) {
                @Override
                protected void writeFields(Event value, MessageWriter out) {
                    out.writeText(value.name);
                    out.writeOptionalText(value.author);
                    EventData.CODEC.write(value.data, out);
                }

                @Override
                protected Event readFields(MessageReader in) throws MalformedMessageException {
                    return new Event(in.readText(), in.readOptionalText(), EventData.CODEC.read(in));
                }
            };

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
