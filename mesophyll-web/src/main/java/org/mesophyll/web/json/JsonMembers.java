package org.mesophyll.web.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mesophyll.protocol.value.Json;

/** A JSON object that is being made; its members keep the order in which they come. For one thread. */
public final class JsonMembers {
    private final Map<String, Json> members = new LinkedHashMap<>();

    private JsonMembers() {}

    /** Starts an object without members. */
    public static JsonMembers object() {
        return new JsonMembers();
    }

    public JsonMembers with(String name, Json value) {
        members.put(name, value);
        return this;
    }

    public JsonMembers with(String name, String value) {
        return with(name, Json.of(value));
    }

    public JsonMembers with(String name, long value) {
        return with(name, Json.of(value));
    }

    public JsonMembers with(String name, boolean value) {
        return with(name, Json.of(value));
    }

    /** Returns the object. */
    public Json json() {
        return Json.object(members);
    }
}
