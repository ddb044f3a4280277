package org.mesophyll.protocol.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns values of one type into MessagePack and back. Codecs are immutable and safe for use by any number of threads.
 *
 * <p>A class and not an interface, for a message passes a dozen of them, and a call by class is the faster.
 *
 * @param <T> the type
 */
public abstract class Codec<T extends @Nullable Object> {
    /**
     * Appends a value.
     *
     * @throws IllegalArgumentException if the value nests deeper than {@link DecodeLimits#PROTOCOL_DEPTH} or holds text
     *     that has no UTF-8 form
     */
    public abstract void write(T value, MessageWriter out);

    /**
     * Reads one value and leaves the reader behind it.
     *
     * @throws MalformedMessageException if the bytes are not of this type, or pass the reader's limits
     */
    public abstract T read(MessageReader in) throws MalformedMessageException;

    /** Appends a value as {@link #write}, or nil for null. */
    public final void writeOptional(@Nullable T value, MessageWriter out) {
        if (value == null) {
            out.writeNil();
        } else {
            write(value, out);
        }
    }

    /** Reads a value as {@link #read}, or nil, which is null. */
    public final @Nullable T readOptional(MessageReader in) throws MalformedMessageException {
        return in.tryNil() ? null : read(in);
    }

    /** Returns the value's bytes, in an array of exactly their length. */
    public final byte[] encode(T value) {
        MessageWriter out = MessageWriter.start();
        write(value, out);
        return out.finish();
    }

    /**
     * Decodes the value that the bytes start with; what follows it is ignored.
     *
     * @throws MalformedMessageException if the bytes are not of this type, or pass the limits
     */
    public final T decode(byte[] bytes, DecodeLimits limits) throws MalformedMessageException {
        return read(new MessageReader(bytes, 0, bytes.length, limits));
    }

    /**
     * Decodes the value that the buffer's remaining bytes start with; the buffer is left as it was.
     *
     * @throws MalformedMessageException if the bytes are not of this type, or pass the limits
     */
    public final T decode(ByteBuffer bytes, DecodeLimits limits) throws MalformedMessageException {
        return read(MessageReader.of(bytes, limits));
    }
}
