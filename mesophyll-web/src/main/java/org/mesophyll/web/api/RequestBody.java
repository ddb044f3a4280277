package org.mesophyll.web.api;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.EventJson;

/**
 * A request's JSON object. What is not as it should be ends the request with 400.
 *
 * @param members the object's members
 */
record RequestBody(Map<String, Json> members) {
    RequestBody {
        members = Map.copyOf(members);
    }

    /** Reads a part of JSON. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Json json) throws MalformedJsonException;
    }

    /** Returns the body, or one without members if there is none, and refuses members that nobody would look at. */
    static RequestBody of(@Nullable RequestBody body, String... allowed) {
        RequestBody present = body == null ? new RequestBody(Map.of()) : body;
        if (!Set.of(allowed).containsAll(present.members.keySet())) {
            throw bad("the body has a member that is none of " + String.join(", ", allowed));
        }
        return present;
    }

    /** Returns a member that is null when it is missing or null itself. */
    <T> Optional<T> optional(String name, Reading<T> reading) {
        Json member = members.get(name);
        if (member == null || member instanceof Json.Null) {
            return Optional.empty();
        }
        return Optional.of(read(member, reading));
    }

    /** Returns a member that must be there. */
    <T> T required(String name, Reading<T> reading) {
        Json member = members.get(name);
        if (member == null) {
            throw bad("the body must have the member " + name);
        }
        return read(member, reading);
    }

    String text(String name) {
        return required(name, json -> JsonShape.text(json, name));
    }

    int int32(String name) {
        long value = required(name, json -> JsonShape.integer(json, name));
        if (value != (int) value) {
            throw bad(name + " must be an integer of 32 bits with a sign");
        }
        return (int) value;
    }

    Optional<Duration> timeout() {
        return optional("timeout_ms", json -> JsonShape.integer(json, "timeout_ms"))
                .map(Duration::ofMillis);
    }

    Event event() {
        return sendable(Event.CODEC, required("event", EventJson::fromJson));
    }

    TenantId tenant(String name) {
        String text = text(name);
        try {
            return TenantId.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad(name + ": " + e.getMessage());
        }
    }

    /** Returns its argument, if it has a form on the wire: text that is UTF-8, nesting within the bound. */
    static <T> T sendable(Codec<T> codec, T value) {
        try {
            byte[] unused = codec.encode(value);
            return value;
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    static ProblemException bad(String detail) {
        return ProblemException.of(ProblemKind.BAD_REQUEST, detail);
    }

    private static <T> T read(Json json, Reading<T> reading) {
        try {
            return reading.read(json);
        } catch (MalformedJsonException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }
}
