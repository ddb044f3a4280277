package org.mesophyll.client.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** Writes a value as the JSON that says the same; a map needs text keys, and some kinds have no JSON that says them. */
public enum PlainValueForm implements Value.Reader<Json> {
    INSTANCE;

    /**
     * Returns the JSON that says the same as a value: the way back of {@link PlainValue#of}.
     *
     * @throws IllegalArgumentException if JSON has no way to say it
     */
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
        if (!Double.isFinite(value.value())) {
            throw new IllegalArgumentException("JSON has no number for NaN and the infinities");
        }
        return Json.of(value.value());
    }

    @Override
    public Json onBool(Value.Bool value) {
        return Json.of(value.value());
    }

    @Override
    public Json onBuffer(Value.Buffer value) {
        throw noJson("a buffer");
    }

    @Override
    public Json onVector(Value.Vector value) {
        throw noJson("a vector");
    }

    @Override
    public Json onPairs(Value.Pairs value) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (Value.Pair pair : value.pairs()) {
            if (!(pair.key() instanceof Value.Text key)) {
                throw new IllegalArgumentException("JSON has no objects with other keys than texts");
            }
            members.put(key.value(), pair.value().read(this));
        }
        return Json.object(members);
    }

    @Override
    public Json onSequence(Value.Sequence value) {
        return new Json.Array(value.values().stream().map(PlainValueForm::of).toList());
    }

    @Override
    public Json onTimestamp(Value.Timestamp value) {
        throw noJson("a timestamp");
    }

    @Override
    public Json onInterval(Value.Interval value) {
        throw noJson("an interval");
    }

    @Override
    public Json onZone(Value.Zone value) {
        throw noJson("a zone");
    }

    @Override
    public Json onTextMap(Value.TextMap value) {
        Map<String, Json> members = new LinkedHashMap<>();
        value.entries().forEach((name, text) -> members.put(name, Json.of(text)));
        return Json.object(members);
    }

    @Override
    public Json onNull() {
        return Json.ofNull();
    }

    private static IllegalArgumentException noJson(String kind) {
        return new IllegalArgumentException("JSON has no form for " + kind + "; make a text or a list of it");
    }
}
