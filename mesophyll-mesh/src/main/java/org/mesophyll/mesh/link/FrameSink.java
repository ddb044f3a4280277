package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;

/**
 * Takes the frames of one connection, one at a time.
 *
 * <p>It never blocks, and does not throw for a connection that is gone; a {@link #send} that throws counts as one that
 * failed.
 */
public interface FrameSink {
    /** Returns how messages are put into frames; the same for as long as the connection lives. */
    Framing framing();

    /**
     * Starts to send a binary frame. There is never more than one under way.
     *
     * @param frame the bytes; not to be changed until the callback was called
     * @param sent called exactly once, on any thread, also before this method returns
     */
    void send(ByteBuffer frame, SendCallback sent);

    /** Hears what became of a frame. */
    interface SendCallback {
        /** The frame was handed to the operating system. */
        void sent();

        /** The frame could not be sent, and no later one will be. */
        void failed(Throwable cause);
    }
}
