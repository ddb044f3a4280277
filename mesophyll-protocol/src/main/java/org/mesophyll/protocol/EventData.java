package org.mesophyll.protocol;

import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** What an event carries. */
public sealed interface EventData {
    Codec<EventData> CODEC = new EventDataCodec();

    /** Calls the method of the reader that is for this kind, and returns what it returns. */
    <R> R read(Reader<R> reader);

    /**
     * Handles each kind of data.
     *
     * @param <R> what comes of it
     */
    interface Reader<R> {
        R onJson(Json json);

        R onJsonText(String text);

        R onValue(Value value);
    }

    /** {@code Json}: JSON as a structure. */
    record OfJson(Json json) implements EventData {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onJson(json);
        }
    }

    /** {@code RawValue}: JSON as its text, which nobody on the way reads. */
    record OfJsonText(String text) implements EventData {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onJsonText(text);
        }

        @Override
        public String toString() {
            return "OfJsonText[" + text.length() + "]";
        }
    }

    /** {@code KhronosValue}: a value. */
    record OfValue(Value value) implements EventData {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onValue(value);
        }
    }
}
