package org.mesophyll.web.db;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;
import org.mesophyll.protocol.state.TenantState;

/** Reads bodies by the protocol's codecs: 413 beyond 2 MiB, 400 with the decoder's reason for what does not decode. */
@Provider
@Consumes(MessagePack.MEDIA_TYPE)
public class MessagePackReader implements MessageBodyReader<Object> {
    private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT;

    private static final Map<Class<?>, Codec<?>> CODECS = Map.of(
            TenantState.class, TenantState.CODEC,
            PublicGlobalKeyValueOp.class, PublicGlobalKeyValueOp.CODEC,
            GlobalKeyValueOp.class, GlobalKeyValueOp.CODEC);

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return CODECS.containsKey(type);
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = body.readAllBytes(); // bounded and in memory, see DoorFilter
        Codec<?> codec = Objects.requireNonNull(CODECS.get(type), "isReadable said so");
        try {
            return Objects.requireNonNull(codec.decode(bytes, LIMITS), "no body is nil");
        } catch (MalformedMessageException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }
}
