package org.mesophyll.protocol;

import static org.mesophyll.protocol.codec.VariantCodec.variant;

import java.util.List;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.Field;
import org.mesophyll.protocol.codec.StructCodec;
import org.mesophyll.protocol.codec.VariantCodec;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** What an event carries. */
public sealed interface EventData {
    Codec<EventData> CODEC = VariantCodec.of(
            EventData.class,
            List.of(
                    variant("Json", OfJson.class, Codecs.mapped(Json.CODEC, OfJson::json, OfJson::new)),
                    variant("RawValue", OfJsonText.class, OfJsonText.FIELDS),
                    variant("KhronosValue", OfValue.class, Codecs.mapped(Value.CODEC, OfValue::value, OfValue::new))));

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
        private static final Field<OfJsonText, String> TEXT = Field.text("0", OfJsonText::text);
        static final Codec<OfJsonText> FIELDS =
                StructCodec.of("RawValue", List.of(TEXT), values -> new OfJsonText(values.get(TEXT)));

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
