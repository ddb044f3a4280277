package org.mesophyll.web.api;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mesophyll.protocol.value.Json;

/** Makes JSON answers. */
final class Answers {
    private Answers() {}

    static Response ok(Json json) {
        return json(Response.ok(), json);
    }

    static Response json(Response.ResponseBuilder answer, Json json) {
        return answer.type(MediaType.APPLICATION_JSON_TYPE)
                .entity(JsonText.format(json))
                .build();
    }

    /** Starts an object whose members keep the order in which they come. */
    static Members object() {
        return new Members();
    }

    /** An object that is being made. */
    static final class Members {
        private final Map<String, Json> members = new LinkedHashMap<>();

        Members with(String name, Json value) {
            members.put(name, value);
            return this;
        }

        Members with(String name, String value) {
            return with(name, Json.of(value));
        }

        Members with(String name, long value) {
            return with(name, Json.of(value));
        }

        Members with(String name, boolean value) {
            return with(name, Json.of(value));
        }

        Json json() {
            return Json.object(members);
        }
    }
}
