package org.mesophyll.web.db;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes answers by the protocol's codecs. */
@Provider
@Produces(MessagePack.MEDIA_TYPE)
public class MessagePackWriter implements MessageBodyWriter<Encoded> {
    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Encoded.class;
    }

    @Override
    public void writeTo(
            Encoded answer,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        byte[] bytes = answer.toByteArray();
        headers.putSingle("Content-Length", bytes.length);
        out.write(bytes);
    }
}
