package org.mesophyll.client.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.value.Json;

/** Writes free JSON as a document. */
enum PlainForm implements Json.Reader<JsonValue> {
    INSTANCE;

    @Override
    public JsonValue onNull() {
        return JsonValue.NULL;
    }

    @Override
    public JsonValue onBool(boolean value) {
        return value ? JsonValue.TRUE : JsonValue.FALSE;
    }

    @Override
    public JsonValue onInteger(long value) {
        return jakarta.json.Json.createValue(value);
    }

    @Override
    public JsonValue onLargeInteger(long bits) {
        return jakarta.json.Json.createValue(new BigInteger(Long.toUnsignedString(bits)));
    }

    @Override
    public JsonValue onFloat(double value) {
        return Double.isFinite(value) ? jakarta.json.Json.createValue(value) : JsonValue.NULL;
    }

    @Override
    public JsonValue onText(String value) {
        return jakarta.json.Json.createValue(value);
    }

    @Override
    public JsonValue onArray(List<Json> elements) {
        JsonArrayBuilder array = jakarta.json.Json.createArrayBuilder();
        elements.forEach(element -> array.add(element.read(this)));
        return array.build();
    }

    @Override
    public JsonValue onObject(Map<String, Json> members) {
        JsonObjectBuilder object = jakarta.json.Json.createObjectBuilder();
        members.forEach((name, member) -> object.add(name, member.read(this)));
        return object.build();
    }
}
