package org.mesophyll.mesh.websocket;

import jakarta.websocket.CloseReason;
import java.io.IOException;

/** The two ends of a session, which each container brings about in its own way. */
interface SessionHold {
    /** Starts the closing handshake; what the peer still sends is read until it answers. */
    void close(CloseReason reason) throws IOException;

    /** Cuts the session's connection without waiting for the peer; never throws. */
    void cut();
}
