package org.mesophyll.protocol;

import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;

/**
 * Joins an answer to its request.
 *
 * @param value the 64 bits of an unsigned number
 */
public record RequestId(long value) {
    public static final Codec<RequestId> CODEC =
            Codecs.of((id, out) -> out.writeUnsigned(id.value), in -> new RequestId(in.readUnsigned()));

    /** Returns the number in decimal. */
    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
