package org.mesophyll.client.json;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.mesophyll.protocol.value.Value;

/**
 * Turns values and free JSON of the protocol into JSON documents and back.
 *
 * <p>A value has the protocol's externally tagged form: {@code "Null"}, {@code {"Text":"a"}}, {@code {"Integer":1}},
 * {@code {"Buffer":"base64"}}, {@code {"Map":[[key, value], …]}}. Floats that JSON has no number for are the texts
 * {@code NaN}, {@code Infinity} and {@code -Infinity}. Every reading method throws {@link IllegalArgumentException} for what
 * has not its form.
 */
public final class ValueJson {
    private static final int INTEGER_BITS = 64;

    private ValueJson() {}

    /** Reads a JSON document. */
    public static JsonValue parse(String text) {
        try (JsonParser parser = Json.createParser(new StringReader(text))) {
            parser.next();
            JsonValue document = parser.getValue();
            if (parser.hasNext()) {
                throw new IllegalArgumentException("this is not JSON: more than one document");
            }
            return document;
        } catch (JsonException | NoSuchElementException e) {
            throw new IllegalArgumentException("this is not JSON: " + firstLine(e), e);
        }
    }

    /** Returns a value in its tagged form. */
    public static JsonValue ofValue(Value value) {
        return value.read(TaggedForm.INSTANCE);
    }

    /** Reads a value in its tagged form. */
    public static Value toValue(JsonValue json) {
        if (json instanceof JsonString text && text.getString().equals("Null")) {
            return Value.ofNull();
        }
        if (!(json instanceof JsonObject tagged) || tagged.size() != 1) {
            throw new IllegalArgumentException(
                    "a value is \"Null\" or an object with one member, such as {\"Text\":\"a\"}");
        }
        Map.Entry<String, JsonValue> entry = tagged.entrySet().iterator().next();
        try {
            return toValue(entry.getKey(), entry.getValue());
        } catch (ClassCastException | IndexOutOfBoundsException | ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException("a value of kind " + entry.getKey() + " has another form", e);
        }
    }

    /** Returns free JSON as a document. */
    public static JsonValue ofJson(org.mesophyll.protocol.value.Json json) {
        return json.read(PlainForm.INSTANCE);
    }

    /** Reads a document as free JSON. */
    public static org.mesophyll.protocol.value.Json toJson(JsonValue json) {
        return switch (json.getValueType()) {
            case NULL -> org.mesophyll.protocol.value.Json.ofNull();
            case TRUE -> org.mesophyll.protocol.value.Json.of(true);
            case FALSE -> org.mesophyll.protocol.value.Json.of(false);
            case STRING -> org.mesophyll.protocol.value.Json.of(((JsonString) json).getString());
            case NUMBER -> toJsonNumber((JsonNumber) json);
            case ARRAY ->
                new org.mesophyll.protocol.value.Json.Array(
                        json.asJsonArray().stream().map(ValueJson::toJson).toList());
            case OBJECT -> {
                Map<String, org.mesophyll.protocol.value.Json> members = new LinkedHashMap<>();
                json.asJsonObject().forEach((name, member) -> members.put(name, toJson(member)));
                yield org.mesophyll.protocol.value.Json.object(members);
            }
        };
    }

    /** Returns the value that says the same as free JSON: an object becomes a map with text keys. */
    public static Value valueOf(org.mesophyll.protocol.value.Json json) {
        return json.read(PlainValue.INSTANCE);
    }

    /**
     * Returns the document that says the same as a value: the way back of {@link #valueOf}.
     *
     * @throws IllegalArgumentException if JSON has no way to say it
     */
    public static JsonValue plain(Value value) {
        return value.read(PlainValueForm.INSTANCE);
    }

    private static Value toValue(String kind, JsonValue json) {
        return switch (kind) {
            case "Text" -> new Value.Text(text(json));
            case "Integer" -> new Value.Int64(integer(json).longValueExact());
            case "UnsignedInteger" -> new Value.UInt64(unsigned(integer(json)));
            case "Float" -> new Value.Float64(floating(json));
            case "Boolean" -> new Value.Bool(bool(json));
            case "Buffer" -> Value.of(bytes(json));
            case "Vector" -> vector(json.asJsonArray());
            case "Map" -> new Value.Pairs(elements(json, ValueJson::pair));
            case "List" -> new Value.Sequence(elements(json, ValueJson::toValue));
            case "Timestamptz" ->
                new Value.Timestamp(OffsetDateTime.parse(text(json)).toInstant());
            case "Interval" -> interval(json.asJsonArray());
            case "TimeZone" -> new Value.Zone(text(json));
            case "LazyStringMap" -> textMap(json.asJsonObject());
            default -> throw new IllegalArgumentException("there is no kind of value called " + firstCharacters(kind));
        };
    }

    private static <T> List<T> elements(JsonValue json, Function<JsonValue, T> element) {
        List<T> elements = new ArrayList<>();
        json.asJsonArray().forEach(each -> elements.add(element.apply(each)));
        return elements;
    }

    private static Value.Pair pair(JsonValue json) {
        JsonArray pair = json.asJsonArray();
        requireSize(pair, 2, "a pair of a Map");
        return new Value.Pair(toValue(pair.get(0)), toValue(pair.get(1)));
    }

    private static Value vector(JsonArray json) {
        requireSize(json, 3, "a Vector");
        return new Value.Vector(
                (float) floating(json.get(0)), (float) floating(json.get(1)), (float) floating(json.get(2)));
    }

    private static Value interval(JsonArray json) {
        requireSize(json, 2, "an Interval");
        long nanos = integer(json.get(1)).longValueExact();
        if (nanos < 0 || nanos > 999_999_999) {
            throw new IllegalArgumentException("the nanoseconds of an Interval are 0 to 999999999");
        }
        return new Value.Interval(Duration.ofSeconds(integer(json.get(0)).longValueExact(), nanos));
    }

    private static Value textMap(JsonObject json) {
        Map<String, String> entries = new LinkedHashMap<>();
        json.forEach((name, member) -> entries.put(name, text(member)));
        return new Value.TextMap(entries);
    }

    private static void requireSize(JsonArray json, int size, String what) {
        if (json.size() != size) {
            throw new IllegalArgumentException(what + " has " + size + " elements, found " + json.size());
        }
    }

    private static String text(JsonValue json) {
        return ((JsonString) json).getString();
    }

    private static boolean bool(JsonValue json) {
        if (json != JsonValue.TRUE && json != JsonValue.FALSE) {
            throw new IllegalArgumentException("a Boolean is true or false");
        }
        return json == JsonValue.TRUE;
    }

    private static BigInteger integer(JsonValue json) {
        JsonNumber number = (JsonNumber) json;
        if (!number.isIntegral()) {
            throw new IllegalArgumentException("an integer has no fraction and no exponent");
        }
        return number.bigIntegerValueExact();
    }

    private static long unsigned(BigInteger number) {
        if (number.signum() < 0 || number.bitLength() > INTEGER_BITS) {
            throw new IllegalArgumentException("an UnsignedInteger is 0 to 2^64-1");
        }
        return number.longValue();
    }

    private static double floating(JsonValue json) {
        if (json instanceof JsonString text) {
            return switch (text.getString()) {
                case "NaN" -> Double.NaN;
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw new IllegalArgumentException("a float is a number, NaN, Infinity or -Infinity");
            };
        }
        return ((JsonNumber) json).doubleValue();
    }

    private static byte[] bytes(JsonValue json) {
        return Base64.getDecoder().decode(text(json));
    }

    private static org.mesophyll.protocol.value.Json toJsonNumber(JsonNumber number) {
        if (!number.isIntegral()) {
            return org.mesophyll.protocol.value.Json.of(number.doubleValue());
        }
        BigInteger integer = number.bigIntegerValueExact();
        if (integer.bitLength() < INTEGER_BITS) {
            return org.mesophyll.protocol.value.Json.of(integer.longValue());
        }
        if (integer.signum() > 0 && integer.bitLength() == INTEGER_BITS) {
            return org.mesophyll.protocol.value.Json.ofUnsigned(integer.longValue());
        }
        return org.mesophyll.protocol.value.Json.of(number.doubleValue());
    }

    static JsonValue number(double value) {
        return Double.isFinite(value) ? Json.createValue(value) : Json.createValue(Double.toString(value));
    }

    static JsonValue number(BigInteger value) {
        return Json.createValue(value);
    }

    static BigInteger unsignedNumber(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    static JsonObject tagged(String kind, JsonValue value) {
        return Json.createObjectBuilder().add(kind, value).build();
    }

    static <T> JsonArray array(List<T> elements, Function<T, JsonValue> element) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        elements.forEach(each -> array.add(element.apply(each)));
        return array.build();
    }

    private static String firstLine(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private static String firstCharacters(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    /** Returns a point in time as the protocol writes it. */
    public static String timestamp(Instant value) {
        return DateTimeFormatter.ISO_INSTANT.format(value);
    }
}
