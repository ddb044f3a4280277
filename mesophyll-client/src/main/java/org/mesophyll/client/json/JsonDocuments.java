package org.mesophyll.client.json;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.json.ValueJson;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/**
 * Turns values and free JSON of the protocol into documents of Jakarta JSON Processing and back.
 *
 * <p>A value has the tagged form of {@link ValueJson}. Every reading method throws {@link IllegalArgumentException} if its argument
 * does not have its form.
 */
public final class JsonDocuments {
    private JsonDocuments() {}

    /** Reads a JSON document within the limits of {@link JsonText}; an integer that does not fit 64 bits becomes a float. */
    public static JsonValue parse(String text) {
        try {
            return ofJson(JsonText.parseLossy(text));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("this is not JSON: " + reason(text, e), e);
        }
    }

    private static String reason(String text, MalformedJsonException failure) {
        int at = failure.unexpectedAt().orElse(-1);
        if (at < 0) {
            return String.valueOf(failure.getMessage());
        }
        if (at == text.length()) {
            return "it ends too early, after character " + at;
        }
        return "unexpected '" + Printable.of(Character.toString(text.codePointAt(at))) + "' at character " + (at + 1);
    }

    /** Reads an answer of a master, which may nest as deep as a request. */
    public static JsonValue parseAnswer(byte[] utf8) {
        try {
            return ofJson(JsonText.parseRequest(utf8));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("this is not JSON: " + e.getMessage(), e);
        }
    }

    /** Returns a value in its tagged form. */
    public static JsonValue ofValue(Value value) {
        return ofJson(ValueJson.toJson(value));
    }

    /** Reads a value in its tagged form. */
    public static Value toValue(JsonValue json) {
        try {
            return ValueJson.fromJson(toJson(json));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Returns free JSON as a document. */
    public static JsonValue ofJson(Json json) {
        return json.read(PlainForm.INSTANCE);
    }

    /** Reads a document as free JSON. */
    public static Json toJson(JsonValue json) {
        return switch (json.getValueType()) {
            case NULL -> Json.ofNull();
            case TRUE -> Json.of(true);
            case FALSE -> Json.of(false);
            case STRING -> Json.of(((JsonString) json).getString());
            case NUMBER -> number((JsonNumber) json);
            case ARRAY ->
                new Json.Array(
                        json.asJsonArray().stream().map(JsonDocuments::toJson).toList());
            case OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                json.asJsonObject().forEach((name, member) -> members.put(name, toJson(member)));
                yield Json.object(members);
            }
        };
    }

    private static Json number(JsonNumber number) {
        if (!number.isIntegral()) {
            return Json.of(number.doubleValue());
        }
        BigInteger integer = number.bigIntegerValueExact();
        if (integer.bitLength() < Long.SIZE) {
            return Json.of(integer.longValue());
        }
        boolean unsigned = integer.signum() > 0 && integer.bitLength() == Long.SIZE;
        return unsigned ? Json.ofUnsigned(integer.longValue()) : Json.of(number.doubleValue());
    }

    /** Returns a point in time as the protocol writes it. */
    public static String timestamp(Instant value) {
        return DateTimeFormatter.ISO_INSTANT.format(value);
    }
}
