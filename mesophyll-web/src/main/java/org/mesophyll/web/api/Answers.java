package org.mesophyll.web.api;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.mesophyll.protocol.json.JsonText;
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
}
