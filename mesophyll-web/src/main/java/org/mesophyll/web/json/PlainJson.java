package org.mesophyll.web.json;

import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/**
 * Writes a {@link Value} as the JSON that says the same, for those who know nothing of its kinds.
 *
 * <p>Bytes are base64, a vector is a list of three numbers, a point in time is RFC 3339, a length of time ISO 8601, a zone its name.
 * A map whose keys are texts is an object, of whose members with one name the last counts; any other is a list of lists of key and
 * value. NaN and the infinities are the texts {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 */
public enum PlainJson implements Value.Reader<Json> {
    INSTANCE;

    /** Writes a value. */
    public static Json of(Value value) {
        return value.read(INSTANCE);
    }

    @Override
    public Json onText(Value.Text value) {
        return Json.of(value.value());
    }

    @Override
    public Json onInt64(Value.Int64 value) {
        return Json.of(value.value());
    }

    @Override
    public Json onUInt64(Value.UInt64 value) {
        return Json.ofUnsigned(value.bits());
    }

    @Override
    public Json onFloat64(Value.Float64 value) {
        double number = value.value();
        return Double.isFinite(number) ? Json.of(number) : Json.of(Double.toString(number));
    }

    @Override
    public Json onBool(Value.Bool value) {
        return Json.of(value.value());
    }

    @Override
    public Json onBuffer(Value.Buffer value) {
        return Json.of(Base64.getEncoder().encodeToString(value.value().toByteArray()));
    }

    @Override
    public Json onVector(Value.Vector value) {
        return Json.array(Json.of(value.x()), Json.of(value.y()), Json.of(value.z()));
    }

    @Override
    public Json onPairs(Value.Pairs value) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (Value.Pair pair : value.pairs()) {
            if (!(pair.key() instanceof Value.Text key)) {
                return entries(value.pairs());
            }
            members.put(key.value(), of(pair.value()));
        }
        return Json.object(members);
    }

    private static Json entries(List<Value.Pair> pairs) {
        return new Json.Array(pairs.stream()
                .map(pair -> Json.array(of(pair.key()), of(pair.value())))
                .toList());
    }

    @Override
    public Json onSequence(Value.Sequence value) {
        return new Json.Array(value.values().stream().map(PlainJson::of).toList());
    }

    @Override
    public Json onTimestamp(Value.Timestamp value) {
        return Json.of(DateTimeFormatter.ISO_INSTANT.format(value.value()));
    }

    @Override
    public Json onInterval(Value.Interval value) {
        return Json.of(value.value().toString());
    }

    @Override
    public Json onZone(Value.Zone value) {
        return Json.of(value.name());
    }

    @Override
    public Json onTextMap(Value.TextMap value) {
        Map<String, Json> members = new LinkedHashMap<>();
        value.entries().forEach((key, text) -> members.put(key, Json.of(text)));
        return Json.object(members);
    }

    @Override
    public Json onNull() {
        return Json.ofNull();
    }
}
