package org.mesophyll.protocol.codec;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Several messages in one frame: each a MessagePack {@code bin} that holds the message's bytes, one after the other
 * ({@code docs/protocol.md}, section 3, version 2).
 *
 * <p>The lengths are there so that a message that does not decode can be passed over alone.
 */
public final class MessageBatch {
    /** How many bytes a frame of more than one message has at most. */
    public static final int MAX_BYTES = 65_536;

    private static final int MAX_HEADER_BYTES = 5;

    private static final int BIN_8 = 0xc4;
    private static final int BIN_16 = 0xc5;
    private static final int BIN_32 = 0xc6;
    private static final int MOST_OF_8 = 0xff;
    private static final int MOST_OF_16 = 0xffff;

    private MessageBatch() {}

    /** Returns how many bytes a message takes in a frame, its header included. */
    public static long sizeOf(int messageBytes) {
        return (long) headerBytes(messageBytes) + messageBytes;
    }

    /** Appends a message to a frame that has room for it. */
    public static void append(byte[] message, ByteBuffer frame) {
        int length = message.length;
        switch (headerBytes(length)) {
            case 2 -> frame.put((byte) BIN_8).put((byte) length);
            case 3 -> frame.put((byte) BIN_16).putShort((short) length);
            default -> frame.put((byte) BIN_32).putInt(length);
        }
        frame.put(message);
    }

    /**
     * Hands on the messages of a frame, in their order.
     *
     * @param frame big-endian; its position moves
     * @param into takes each message, whose buffer shares the frame's bytes
     * @throws MalformedMessageException if there is no message, something else than a message, or less than a header says: the
     *     messages before the fault were handed on; or if the frame has more than one message and is longer than
     *     {@link #MAX_BYTES}: nothing was handed on
     */
    public static void unpack(ByteBuffer frame, Consumer<ByteBuffer> into) throws MalformedMessageException {
        if (!frame.hasRemaining()) {
            throw new MalformedMessageException("a frame without a message");
        }
        int frameBytes = frame.remaining();
        ByteBuffer first = next(frame);
        if (frameBytes > MAX_BYTES && frame.hasRemaining()) {
            throw new MalformedMessageException(
                    "a frame of more than one message is " + frameBytes + " bytes long, the limit is " + MAX_BYTES);
        }
        into.accept(first);
        while (frame.hasRemaining()) {
            into.accept(next(frame));
        }
    }

    private static ByteBuffer next(ByteBuffer frame) throws MalformedMessageException {
        long length = lengthOfNext(frame);
        if (length > frame.remaining()) {
            throw new MalformedMessageException(
                    "a message of a batch is " + length + " bytes long, and " + frame.remaining() + " are left");
        }
        ByteBuffer message = frame.slice(frame.position(), (int) length);
        frame.position(frame.position() + (int) length);
        return message;
    }

    private static long lengthOfNext(ByteBuffer frame) throws MalformedMessageException {
        int form = Byte.toUnsignedInt(frame.get());
        int lengthBytes = switch (form) {
            case BIN_8 -> 1;
            case BIN_16 -> 2;
            case BIN_32 -> 4;
            default ->
                throw new MalformedMessageException(
                        "a batch consists of bin values, and here is 0x" + Integer.toHexString(form));
        };
        if (frame.remaining() < lengthBytes) {
            throw new MalformedMessageException("a batch ends within the length of a message");
        }
        return switch (lengthBytes) {
            case 1 -> Byte.toUnsignedInt(frame.get());
            case 2 -> Short.toUnsignedInt(frame.getShort());
            default -> Integer.toUnsignedLong(frame.getInt());
        };
    }

    private static int headerBytes(int messageBytes) {
        if (messageBytes <= MOST_OF_8) {
            return 2;
        }
        return messageBytes <= MOST_OF_16 ? 3 : MAX_HEADER_BYTES;
    }
}
