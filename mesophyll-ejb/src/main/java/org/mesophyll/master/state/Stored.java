package org.mesophyll.master.state;

import org.mesophyll.protocol.Limits;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** Values as columns hold them: MessagePack, of at most {@link Limits#VALUE_BYTES}. */
final class Stored {
    private Stored() {}

    /**
     * Encodes a value.
     *
     * @throws ValueTooLargeException if it is over the limit
     */
    static <T> byte[] encode(String what, Codec<T> codec, T value) {
        byte[] encoded = codec.encode(value);
        check(what, encoded.length);
        return encoded;
    }

    static void check(String what, int bytes) {
        if (bytes > Limits.VALUE_BYTES) {
            throw new ValueTooLargeException(what, bytes, Limits.VALUE_BYTES);
        }
    }

    static <T> T decode(Codec<T> codec, byte[] bytes) {
        try {
            return codec.decode(bytes, DecodeLimits.DEFAULT);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("a row does not hold what was written: " + e.getMessage(), e);
        }
    }
}
