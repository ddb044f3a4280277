package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** How messages are put into the frames of a connection, and taken out again. */
public interface Framing {
    /** Returns how many bytes a frame of several messages may have; 0 if there is no such frame. */
    int maxBatchBytes();

    /** Returns how many bytes a message of some length takes in a frame. */
    long framedBytes(int messageBytes);

    /** Returns how many bytes a frame may have that a peer is to take which takes messages up to some length. */
    default int maxFrameBytes(int maxMessageBytes) {
        return Math.max(maxBatchBytes(), Math.toIntExact(framedBytes(maxMessageBytes)));
    }

    /**
     * Makes a frame of one message.
     *
     * @return a frame that may share the array
     */
    ByteBuffer frame(byte[] message);

    /** Appends a message to a frame that has room for it. */
    void append(byte[] message, ByteBuffer frame);

    /**
     * Hands on the messages of a frame, in their order.
     *
     * @param frame what came; its position may move
     * @param into takes each message, the bytes from its position to its limit, valid until this returns
     * @throws MalformedMessageException if the frame is none of this kind; the messages before the fault were handed on
     */
    void unpack(ByteBuffer frame, Consumer<ByteBuffer> into) throws MalformedMessageException;
}
