package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;

/**
 * What carries a link's frames: one established connection, seen from one end.
 *
 * <p>No method blocks, and none throws for a connection that is gone.
 */
public interface Wire extends FrameSink {
    /** Sends a ping, whose payload a living peer returns. */
    void ping(ByteBuffer payload);

    /**
     * Says good-bye with a close frame.
     *
     * @param code the WebSocket close code
     * @param reason at most 123 bytes of UTF-8
     */
    void close(int code, String reason);

    /**
     * Says whether all that had come from the peer by a time would have been read by now. If not, the peer is not silent: this
     * side is late. Asked with every tick of a link whose peer seems silent, until it is true.
     *
     * @param nanos of {@link System#nanoTime}
     */
    default boolean hasReadUntil(long nanos) {
        return true;
    }

    /** Lets go of the connection at once, whether the peer reads or not. */
    void abort();
}
