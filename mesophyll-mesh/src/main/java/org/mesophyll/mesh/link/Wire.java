package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;

/**
 * What carries a link's frames: one established connection, seen from one end.
 *
 * <p>No method blocks, and none throws for a connection that is gone. A link never has more than one frame in flight; a
 * {@link #send} that throws counts as one that failed.
 */
public interface Wire {
    /**
     * Starts to send a binary frame.
     *
     * @param frame the bytes; not to be changed until the callback was called
     * @param sent called exactly once, on any thread, also before this method returns
     */
    void send(ByteBuffer frame, SendCallback sent);

    /** Sends a ping, whose payload a living peer returns. */
    void ping(ByteBuffer payload);

    /**
     * Says good-bye with a close frame.
     *
     * @param code the WebSocket close code
     * @param reason at most 123 bytes of UTF-8
     */
    void close(int code, String reason);

    /** Lets go of the connection at once, whether the peer reads or not. */
    void abort();

    /** Hears what became of a frame. */
    interface SendCallback {
        /** The frame was handed to the operating system. */
        void sent();

        /** The frame could not be sent, and no later one will be. */
        void failed(Throwable cause);
    }
}
