package org.mesophyll.client.json;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import org.mesophyll.protocol.value.Value;

/** Writes a value as the JSON that says the same; a map needs text keys, and some kinds have no JSON that says them. */
enum PlainValueForm implements Value.Reader<JsonValue> {
    INSTANCE;

    @Override
    public JsonValue onText(Value.Text value) {
        return Json.createValue(value.value());
    }

    @Override
    public JsonValue onInt64(Value.Int64 value) {
        return Json.createValue(value.value());
    }

    @Override
    public JsonValue onUInt64(Value.UInt64 value) {
        return ValueJson.number(ValueJson.unsignedNumber(value.bits()));
    }

    @Override
    public JsonValue onFloat64(Value.Float64 value) {
        if (!Double.isFinite(value.value())) {
            throw new IllegalArgumentException("JSON has no number for NaN and the infinities");
        }
        return ValueJson.number(value.value());
    }

    @Override
    public JsonValue onBool(Value.Bool value) {
        return value.value() ? JsonValue.TRUE : JsonValue.FALSE;
    }

    @Override
    public JsonValue onBuffer(Value.Buffer value) {
        throw noJson("a buffer");
    }

    @Override
    public JsonValue onVector(Value.Vector value) {
        throw noJson("a vector");
    }

    @Override
    public JsonValue onPairs(Value.Pairs value) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        for (Value.Pair pair : value.pairs()) {
            if (!(pair.key() instanceof Value.Text key)) {
                throw new IllegalArgumentException("JSON has no objects with other keys than texts");
            }
            object.add(key.value(), pair.value().read(this));
        }
        return object.build();
    }

    @Override
    public JsonValue onSequence(Value.Sequence value) {
        return ValueJson.array(value.values(), each -> each.read(this));
    }

    @Override
    public JsonValue onTimestamp(Value.Timestamp value) {
        throw noJson("a timestamp");
    }

    @Override
    public JsonValue onInterval(Value.Interval value) {
        throw noJson("an interval");
    }

    @Override
    public JsonValue onZone(Value.Zone value) {
        throw noJson("a zone");
    }

    @Override
    public JsonValue onTextMap(Value.TextMap value) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        value.entries().forEach(object::add);
        return object.build();
    }

    @Override
    public JsonValue onNull() {
        return JsonValue.NULL;
    }

    private static IllegalArgumentException noJson(String kind) {
        return new IllegalArgumentException("JSON has no form for " + kind + "; make a text or a list of it");
    }
}
