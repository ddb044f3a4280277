package org.mesophyll.protocol.json;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Timestamps;
import org.mesophyll.protocol.value.Value;

/**
 * A {@link Value} in JSON: its kind's name on the wire around its content, as {@code {"Text":"a"}}; without content the name
 * alone, {@code "Null"}.
 *
 * <p>Bytes are base64; an interval is {@code [seconds,nanoseconds]}; of floats NaN and the infinities are the texts
 * {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}. Everything survives the way there and back.
 */
public final class ValueJson {
    private static final Json.Text NULL = new Json.Text("Null");
    private static final int VECTOR_SIZE = 3;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private ValueJson() {}

    public static Json toJson(Value value) {
        return value.read(Writing.INSTANCE);
    }

    /**
     * Reads a value.
     *
     * @throws MalformedJsonException if it is none; it tells what is wrong, not what there was
     */
    public static Value fromJson(Json json) throws MalformedJsonException {
        if (json.equals(NULL)) {
            return Value.ofNull();
        }
        Map<String, Json> members = JsonShape.object(json, "a value");
        if (members.size() != 1) {
            throw new MalformedJsonException(
                    "a value is \"Null\" or an object with one member, found " + members.size() + " members");
        }
        Map.Entry<String, Json> only = members.entrySet().iterator().next();
        return content(only.getKey(), only.getValue());
    }

    private static Value content(String kind, Json content) throws MalformedJsonException {
        return switch (kind) {
            case "Text" -> new Value.Text(JsonShape.text(content, kind));
            case "Integer" -> new Value.Int64(JsonShape.integer(content, kind));
            case "UnsignedInteger" -> new Value.UInt64(JsonShape.unsigned(content, kind));
            case "Float" -> new Value.Float64(number(content, kind));
            case "Boolean" -> new Value.Bool(JsonShape.flag(content, kind));
            case "Buffer" -> buffer(JsonShape.text(content, kind));
            case "Vector" -> vector(JsonShape.array(content, kind));
            case "Map" -> pairs(JsonShape.array(content, kind));
            case "List" -> sequence(JsonShape.array(content, kind));
            case "Timestamptz" -> new Value.Timestamp(timestamp(JsonShape.text(content, kind)));
            case "Interval" -> interval(JsonShape.array(content, kind));
            case "TimeZone" -> zone(JsonShape.text(content, kind));
            case "LazyStringMap" -> textMap(JsonShape.object(content, kind));
            case "Null" -> nothing(content);
            default -> throw new MalformedJsonException("a value's kind is one of the fourteen of docs/protocol.md");
        };
    }

    private static double number(Json content, String kind) throws MalformedJsonException {
        if (content instanceof Json.Float64 number) {
            return number.value();
        }
        if (content instanceof Json.Int number) {
            return number.value();
        }
        if (content instanceof Json.LargeInt number) {
            return Double.parseDouble(Long.toUnsignedString(number.bits()));
        }
        return switch (JsonShape.text(content, kind)) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new MalformedJsonException(kind + " must be a number, NaN, Infinity or -Infinity");
        };
    }

    private static Value buffer(String base64) throws MalformedJsonException {
        try {
            return Value.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException("Buffer must be base64");
        }
    }

    private static Value vector(List<Json> elements) throws MalformedJsonException {
        JsonShape.count(elements, VECTOR_SIZE, "Vector");
        return new Value.Vector(
                (float) number(elements.get(0), "Vector"), (float) number(elements.get(1), "Vector"), (float)
                        number(elements.get(2), "Vector"));
    }

    private static Value pairs(List<Json> elements) throws MalformedJsonException {
        List<Value.Pair> pairs = new ArrayList<>(elements.size());
        for (Json element : elements) {
            List<Json> pair = JsonShape.array(element, "an entry of Map");
            JsonShape.count(pair, 2, "an entry of Map");
            pairs.add(new Value.Pair(fromJson(pair.get(0)), fromJson(pair.get(1))));
        }
        return new Value.Pairs(pairs);
    }

    private static Value sequence(List<Json> elements) throws MalformedJsonException {
        List<Value> values = new ArrayList<>(elements.size());
        for (Json element : elements) {
            values.add(fromJson(element));
        }
        return new Value.Sequence(values);
    }

    private static Instant timestamp(String text) throws MalformedJsonException {
        // JSON has the wire's own text form, so its codec reads it
        return recode(Codecs.TEXT, text, Timestamps.CODEC);
    }

    private static <A, B> B recode(Codec<A> from, A value, Codec<B> to) throws MalformedJsonException {
        try {
            return to.decode(from.encode(value), DecodeLimits.DEFAULT);
        } catch (MalformedMessageException | IllegalArgumentException e) {
            throw new MalformedJsonException(String.valueOf(e.getMessage()));
        }
    }

    private static Value interval(List<Json> elements) throws MalformedJsonException {
        JsonShape.count(elements, 2, "Interval");
        long seconds = JsonShape.integer(elements.get(0), "Interval's seconds");
        long nanos = JsonShape.integer(elements.get(1), "Interval's nanoseconds");
        if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
            throw new MalformedJsonException("Interval's nanoseconds must be 0 to 999999999");
        }
        return new Value.Interval(Duration.ofSeconds(seconds, nanos));
    }

    private static Value zone(String name) throws MalformedJsonException {
        try {
            return new Value.Zone(name);
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(String.valueOf(e.getMessage()));
        }
    }

    private static Value textMap(Map<String, Json> members) throws MalformedJsonException {
        Map<String, String> entries = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : members.entrySet()) {
            entries.put(member.getKey(), JsonShape.text(member.getValue(), "an entry of LazyStringMap"));
        }
        return new Value.TextMap(entries);
    }

    private static Value nothing(Json content) throws MalformedJsonException {
        if (!(content instanceof Json.Null)) {
            throw new MalformedJsonException("Null has no content");
        }
        return Value.ofNull();
    }

    /** Gives each kind its JSON. */
    private enum Writing implements Value.Reader<Json> {
        INSTANCE;

        @Override
        public Json onText(Value.Text value) {
            return tagged("Text", Json.of(value.value()));
        }

        @Override
        public Json onInt64(Value.Int64 value) {
            return tagged("Integer", Json.of(value.value()));
        }

        @Override
        public Json onUInt64(Value.UInt64 value) {
            return tagged("UnsignedInteger", Json.ofUnsigned(value.bits()));
        }

        @Override
        public Json onFloat64(Value.Float64 value) {
            return tagged("Float", number(value.value()));
        }

        @Override
        public Json onBool(Value.Bool value) {
            return tagged("Boolean", Json.of(value.value()));
        }

        @Override
        public Json onBuffer(Value.Buffer value) {
            Bytes bytes = value.value();
            return tagged("Buffer", Json.of(Base64.getEncoder().encodeToString(bytes.toByteArray())));
        }

        @Override
        public Json onVector(Value.Vector value) {
            return tagged("Vector", Json.array(number(value.x()), number(value.y()), number(value.z())));
        }

        @Override
        public Json onPairs(Value.Pairs value) {
            return tagged(
                    "Map",
                    new Json.Array(value.pairs().stream()
                            .map(pair -> Json.array(toJson(pair.key()), toJson(pair.value())))
                            .toList()));
        }

        @Override
        public Json onSequence(Value.Sequence value) {
            return tagged(
                    "List",
                    new Json.Array(
                            value.values().stream().map(ValueJson::toJson).toList()));
        }

        @Override
        public Json onTimestamp(Value.Timestamp value) {
            return tagged("Timestamptz", Json.of(value.value().toString()));
        }

        @Override
        public Json onInterval(Value.Interval value) {
            Duration length = value.value();
            return tagged("Interval", Json.array(Json.of(length.toSeconds()), Json.of((long) length.toNanosPart())));
        }

        @Override
        public Json onZone(Value.Zone value) {
            return tagged("TimeZone", Json.of(value.name()));
        }

        @Override
        public Json onTextMap(Value.TextMap value) {
            Map<String, Json> members = new LinkedHashMap<>();
            value.entries().forEach((key, text) -> members.put(key, Json.of(text)));
            return tagged("LazyStringMap", Json.object(members));
        }

        @Override
        public Json onNull() {
            return NULL;
        }

        private static Json tagged(String kind, Json content) {
            return Json.object(Map.of(kind, content));
        }

        private static Json number(double value) {
            return Double.isFinite(value) ? Json.of(value) : Json.of(Double.toString(value));
        }
    }
}
