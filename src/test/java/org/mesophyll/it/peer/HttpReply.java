package org.mesophyll.it.peer;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mesophyll.protocol.value.Bytes;

/**
 * What came back for a request.
 *
 * @param status the status
 * @param headers by name in lower case; of a header that comes twice, the first
 * @param body its bytes, perhaps none
 */
public record HttpReply(int status, Map<String, String> headers, Bytes body) {

    public HttpReply {
        headers = Map.copyOf(headers);
    }

    /** Returns a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Returns the body as UTF-8. */
    public String text() {
        return new String(body.toByteArray(), StandardCharsets.UTF_8);
    }

    /** Returns the body as any JSON. */
    public JsonValue json() {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body.toByteArray()))) {
            return reader.readValue();
        }
    }

    /** Returns the body as a JSON object. */
    public JsonObject object() {
        return json().asJsonObject();
    }

    /** Shows all of it, for a failing assertion. */
    @Override
    public String toString() {
        return status + " " + headers + " " + text();
    }
}
