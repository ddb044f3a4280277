package org.mesophyll.client.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** Says with a value what free JSON says: an object becomes a map with text keys. */
public enum PlainValue implements Json.Reader<Value> {
    INSTANCE;

    /** Returns the value that says the same as free JSON. */
    public static Value of(Json json) {
        return json.read(INSTANCE);
    }

    @Override
    public Value onNull() {
        return Value.ofNull();
    }

    @Override
    public Value onBool(boolean value) {
        return Value.of(value);
    }

    @Override
    public Value onInteger(long value) {
        return Value.of(value);
    }

    @Override
    public Value onLargeInteger(long bits) {
        return new Value.UInt64(bits);
    }

    @Override
    public Value onFloat(double value) {
        return Value.of(value);
    }

    @Override
    public Value onText(String value) {
        return Value.of(value);
    }

    @Override
    public Value onArray(List<Json> elements) {
        return new Value.Sequence(elements.stream().map(PlainValue::of).toList());
    }

    @Override
    public Value onObject(Map<String, Json> members) {
        Map<String, Value> entries = new LinkedHashMap<>();
        members.forEach((name, member) -> entries.put(name, of(member)));
        return Value.map(entries);
    }
}
