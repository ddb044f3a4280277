package org.mesophyll.web.json;

import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.mesophyll.protocol.value.Json;

/**
 * Reads and writes JSON text (RFC 8259) by Jakarta JSON Processing's streams.
 *
 * <p>Integers keep 64 bits. Refused: more than {@value #MOST_DEPTH} levels, a member that comes twice, an integer that fits
 * no 64 bits, a number that fits no double, text that is not UTF-8, anything behind the value.
 */
public final class JsonText {
    /** What the protocol allows to nest, and room for what a request wraps it in. */
    public static final int MOST_DEPTH = 72;

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final int MOST_INTEGER_CHARACTERS = 21;

    private JsonText() {}

    /**
     * Reads one value.
     *
     * @throws MalformedJsonException if the bytes are not acceptable JSON; it tells why, not what they are
     */
    public static Json parse(byte[] utf8) throws MalformedJsonException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("the text is not UTF-8", e);
        }
        return parse(text);
    }

    /**
     * Reads one value.
     *
     * @throws MalformedJsonException if the text is not acceptable JSON; it tells why, not what it is
     */
    public static Json parse(String text) throws MalformedJsonException {
        try (JsonParser parser = PROVIDER.createParser(new StringReader(text))) {
            return new Reading(parser).document();
        } catch (JsonException | NoSuchElementException | IllegalStateException e) {
            throw new MalformedJsonException("the text is not JSON", e);
        }
    }

    /** Writes a value; a float that JSON cannot express becomes null. */
    public static byte[] format(Json value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = PROVIDER.createGenerator(text)) {
            value.read(new Writing(generator));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** One pass over a text. */
    private record Reading(JsonParser parser) {
        Json document() throws MalformedJsonException {
            Json value = value(parser.next(), 0);
            if (parser.hasNext()) {
                throw new MalformedJsonException("something follows the JSON value");
            }
            return value;
        }

        private Json value(JsonParser.Event event, int depth) throws MalformedJsonException {
            return switch (event) {
                case START_OBJECT -> object(deeper(depth));
                case START_ARRAY -> array(deeper(depth));
                case VALUE_STRING -> Json.of(parser.getString());
                case VALUE_NUMBER -> number(parser.getString());
                case VALUE_TRUE -> Json.of(true);
                case VALUE_FALSE -> Json.of(false);
                case VALUE_NULL -> Json.ofNull();
                case KEY_NAME, END_OBJECT, END_ARRAY -> throw new MalformedJsonException("the text is not JSON");
            };
        }

        private static int deeper(int depth) throws MalformedJsonException {
            if (depth == MOST_DEPTH) {
                throw new MalformedJsonException("the JSON nests deeper than " + MOST_DEPTH + " levels");
            }
            return depth + 1;
        }

        private Json object(int depth) throws MalformedJsonException {
            Map<String, Json> members = new LinkedHashMap<>();
            while (parser.next() != JsonParser.Event.END_OBJECT) {
                String name = parser.getString();
                if (members.put(name, value(parser.next(), depth)) != null) {
                    throw new MalformedJsonException("a member of a JSON object comes twice");
                }
            }
            return Json.object(members);
        }

        private Json array(int depth) throws MalformedJsonException {
            List<Json> elements = new ArrayList<>();
            JsonParser.Event event = parser.next();
            while (event != JsonParser.Event.END_ARRAY) {
                elements.add(value(event, depth));
                event = parser.next();
            }
            return new Json.Array(elements);
        }

        private static Json number(String text) throws MalformedJsonException {
            boolean integer = text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
            if (!integer) {
                return floating(text);
            }
            BigInteger value = text.length() <= MOST_INTEGER_CHARACTERS ? new BigInteger(text) : null;
            if (value != null && value.bitLength() <= 63) {
                return Json.of(value.longValue());
            }
            if (value != null && value.signum() > 0 && value.bitLength() <= 64) {
                return Json.ofUnsigned(value.longValue());
            }
            throw new MalformedJsonException("an integer does not fit 64 bits");
        }

        private static Json floating(String text) throws MalformedJsonException {
            double value = Double.parseDouble(text);
            if (Double.isInfinite(value)) {
                throw new MalformedJsonException("a number is larger than a 64-bit float holds");
            }
            return Json.of(value);
        }
    }

    /** One pass over a value. */
    private record Writing(JsonGenerator out) implements Json.Reader<JsonGenerator> {
        @Override
        public JsonGenerator onNull() {
            return out.writeNull();
        }

        @Override
        public JsonGenerator onBool(boolean value) {
            return out.write(value);
        }

        @Override
        public JsonGenerator onInteger(long value) {
            return out.write(value);
        }

        @Override
        public JsonGenerator onLargeInteger(long bits) {
            return out.write(new BigInteger(Long.toUnsignedString(bits)));
        }

        @Override
        public JsonGenerator onFloat(double value) {
            return Double.isFinite(value) ? out.write(value) : out.write(JsonValue.NULL);
        }

        @Override
        public JsonGenerator onText(String value) {
            return out.write(value);
        }

        @Override
        public JsonGenerator onArray(List<Json> elements) {
            out.writeStartArray();
            elements.forEach(element -> element.read(this));
            return out.writeEnd();
        }

        @Override
        public JsonGenerator onObject(Map<String, Json> members) {
            out.writeStartObject();
            members.forEach((name, value) -> {
                out.writeKey(name);
                value.read(this);
            });
            return out.writeEnd();
        }
    }
}
