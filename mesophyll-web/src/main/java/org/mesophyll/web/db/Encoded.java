package org.mesophyll.web.db;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MessageWriter;

/** An answer in MessagePack. */
final class Encoded {
    private final byte[] bytes;

    private Encoded(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] toByteArray() {
        return bytes.clone();
    }

    /** Returns 200 with a value. */
    static <T> Response answer(Codec<T> codec, T value) {
        return ok(codec.encode(value));
    }

    /** Returns 200 with an array of values. */
    static <T> Response answer(Codec<T> codec, List<T> values) {
        return ok(Codecs.list(codec).encode(values));
    }

    /** Returns 200 with a value, or with nil if there is none. */
    static <T> Response answer(Codec<T> codec, Optional<T> value) {
        return ok(value.map(codec::encode).orElseGet(Encoded::nil));
    }

    /** Returns 200 with a value that is encoded already, or with nil if there is none. */
    static Response stored(Optional<byte[]> value) {
        return ok(value.orElseGet(Encoded::nil));
    }

    /** Returns 200 with an empty body, and its media type all the same. */
    static Response nothing() {
        return ok(new byte[0]);
    }

    private static byte[] nil() {
        MessageWriter out = new MessageWriter();
        out.writeNil();
        return out.toByteArray();
    }

    private static Response ok(byte[] bytes) {
        return Response.ok(new Encoded(bytes), MessagePack.MEDIA_TYPE).build();
    }
}
