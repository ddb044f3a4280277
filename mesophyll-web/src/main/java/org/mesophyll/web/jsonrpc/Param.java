package org.mesophyll.web.jsonrpc;

import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/**
 * A parameter of a method.
 *
 * @param type its type in JSON Schema
 * @param meaning a sentence
 */
record Param(String name, boolean required, String type, String meaning) {
    static Param required(String name, String type, String meaning) {
        return new Param(name, true, type, meaning);
    }

    static Param optional(String name, String type, String meaning) {
        return new Param(name, false, type, meaning);
    }

    /** Returns it as OpenRPC's content descriptor. */
    Json descriptor() {
        JsonMembers schema = JsonMembers.object();
        return JsonMembers.object()
                .with("name", name)
                .with("description", meaning)
                .with("required", required)
                .with("schema", (type.isEmpty() ? schema : schema.with("type", type)).json())
                .json();
    }
}
