package org.mesophyll.mesh.transport;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.protocol.codec.MalformedMessageException;

/**
 * How messages are told apart in a stream of bytes: each begins with its length, 4 bytes, the most significant first.
 * Several may leave in one write.
 */
public final class LengthPrefixed implements Framing {
    /** The framing; it has no state. */
    public static final LengthPrefixed FRAMING = new LengthPrefixed();

    /** How many bytes the length of a message takes. */
    public static final int HEADER_BYTES = Integer.BYTES;

    private static final int MOST_PER_WRITE = 64 * 1024;

    private LengthPrefixed() {}

    @Override
    public int maxBatchBytes() {
        return MOST_PER_WRITE;
    }

    @Override
    public long framedBytes(int messageBytes) {
        return (long) HEADER_BYTES + messageBytes;
    }

    @Override
    public ByteBuffer frame(byte[] message) {
        ByteBuffer frame = ByteBuffer.allocate(Math.toIntExact(framedBytes(message.length)));
        append(message, frame);
        return frame.flip();
    }

    @Override
    public void append(byte[] message, ByteBuffer frame) {
        frame.putInt(message.length).put(message);
    }

    /** Does what the interface says for a frame of whole messages; for pieces of a stream see {@link LengthDecoder}. */
    @Override
    public void unpack(ByteBuffer frame, Consumer<ByteBuffer> into) throws MalformedMessageException {
        while (frame.hasRemaining()) {
            into.accept(next(frame));
        }
    }

    private static ByteBuffer next(ByteBuffer frame) throws MalformedMessageException {
        if (frame.remaining() < HEADER_BYTES) {
            throw new MalformedMessageException("a frame ends within the length of a message");
        }
        int length = frame.getInt();
        if (length < 0 || length > frame.remaining()) {
            throw new MalformedMessageException("a message is " + Integer.toUnsignedLong(length) + " bytes long, and "
                    + frame.remaining() + " are left");
        }
        ByteBuffer message = frame.slice(frame.position(), length);
        frame.position(frame.position() + length);
        return message;
    }
}
