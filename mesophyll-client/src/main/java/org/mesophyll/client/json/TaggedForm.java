package org.mesophyll.client.json;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Base64;
import java.util.List;
import org.mesophyll.protocol.value.Value;

/** Writes a value in the tagged form of {@link ValueJson}. */
enum TaggedForm implements Value.Reader<JsonValue> {
    INSTANCE;

    @Override
    public JsonValue onText(Value.Text value) {
        return ValueJson.tagged("Text", Json.createValue(value.value()));
    }

    @Override
    public JsonValue onInt64(Value.Int64 value) {
        return ValueJson.tagged("Integer", Json.createValue(value.value()));
    }

    @Override
    public JsonValue onUInt64(Value.UInt64 value) {
        return ValueJson.tagged("UnsignedInteger", ValueJson.number(ValueJson.unsignedNumber(value.bits())));
    }

    @Override
    public JsonValue onFloat64(Value.Float64 value) {
        return ValueJson.tagged("Float", ValueJson.number(value.value()));
    }

    @Override
    public JsonValue onBool(Value.Bool value) {
        return ValueJson.tagged("Boolean", value.value() ? JsonValue.TRUE : JsonValue.FALSE);
    }

    @Override
    public JsonValue onBuffer(Value.Buffer value) {
        return ValueJson.tagged(
                "Buffer",
                Json.createValue(
                        Base64.getEncoder().encodeToString(value.value().toByteArray())));
    }

    @Override
    public JsonValue onVector(Value.Vector value) {
        return ValueJson.tagged(
                "Vector", ValueJson.array(List.of(value.x(), value.y(), value.z()), each -> ValueJson.number(each)));
    }

    @Override
    public JsonValue onPairs(Value.Pairs value) {
        return ValueJson.tagged(
                "Map",
                ValueJson.array(
                        value.pairs(), pair -> ValueJson.array(List.of(pair.key(), pair.value()), ValueJson::ofValue)));
    }

    @Override
    public JsonValue onSequence(Value.Sequence value) {
        return ValueJson.tagged("List", ValueJson.array(value.values(), ValueJson::ofValue));
    }

    @Override
    public JsonValue onTimestamp(Value.Timestamp value) {
        return ValueJson.tagged("Timestamptz", Json.createValue(ValueJson.timestamp(value.value())));
    }

    @Override
    public JsonValue onInterval(Value.Interval value) {
        return ValueJson.tagged(
                "Interval",
                Json.createArrayBuilder()
                        .add(value.value().toSeconds())
                        .add(value.value().toNanosPart())
                        .build());
    }

    @Override
    public JsonValue onZone(Value.Zone value) {
        return ValueJson.tagged("TimeZone", Json.createValue(value.name()));
    }

    @Override
    public JsonValue onTextMap(Value.TextMap value) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        value.entries().forEach(object::add);
        return ValueJson.tagged("LazyStringMap", object.build());
    }

    @Override
    public JsonValue onNull() {
        return Json.createValue("Null");
    }
}
