package org.mesophyll.web.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.value.Json;

/** Reads JSON objects of at most 1 MiB. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class RequestBodyReader implements MessageBodyReader<RequestBody> {
    /** Largest body, see {@link org.mesophyll.web.guard.BodyRule}. */
    public static final int LIMIT_BYTES = 1024 * 1024;

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == RequestBody.class;
    }

    @Override
    public RequestBody readFrom(
            Class<RequestBody> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = body.readAllBytes(); // bounded and in memory, see DoorFilter
        if (bytes.length == 0) {
            return RequestBody.of(null);
        }
        try {
            Json json = JsonText.parseRequest(bytes);
            JsonShape.requireWhole(json, "the body");
            return new RequestBody(JsonShape.object(json, "the body"));
        } catch (MalformedJsonException e) {
            throw RequestBody.bad(String.valueOf(e.getMessage()));
        }
    }
}
