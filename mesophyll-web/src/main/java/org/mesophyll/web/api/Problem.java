package org.mesophyll.web.api;

import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.value.Json;

/**
 * What went wrong, as problem details (RFC 9457).
 *
 * @param kind what kind of thing
 * @param detail what it is this time
 * @param more further members
 */
record Problem(ProblemKind kind, String detail, Map<String, Json> more) {
    static final String MEDIA_TYPE = "application/problem+json";

    Problem {
        more = Map.copyOf(more);
    }

    static Problem of(ProblemKind kind, String detail) {
        return new Problem(kind, detail, Map.of());
    }

    /** Returns the problem with one member more. */
    Problem with(String name, Json value) {
        Map<String, Json> all = new LinkedHashMap<>(more);
        all.put(name, value);
        return new Problem(kind, detail, all);
    }

    byte[] toJson() {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("type", Json.of(kind.type()));
        members.put("title", Json.of(kind.title()));
        members.put("status", Json.of((long) kind.status()));
        members.put("detail", Json.of(detail));
        members.putAll(more);
        return JsonText.format(Json.object(members));
    }

    Response toResponse() {
        return onto(Response.status(kind.status())).build();
    }

    /** Puts the problem into an answer that may carry headers already. */
    Response.ResponseBuilder onto(Response.ResponseBuilder answer) {
        answer.type(MEDIA_TYPE).entity(toJson());
        if (kind == ProblemKind.BACKPRESSURE || kind == ProblemKind.TOO_MANY_FAILURES) {
            answer.header("Retry-After", "1");
        }
        return answer;
    }
}
