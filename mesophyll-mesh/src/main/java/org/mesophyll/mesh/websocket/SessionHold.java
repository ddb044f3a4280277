package org.mesophyll.mesh.websocket;

/** What a link needs to know of a session, and Jakarta WebSocket has no method for. */
interface SessionHold {
    /**
     * Says whether only the thread that is reading from the session may close it.
     *
     * <p>On Payara a close frees the request's buffers for the next request of somebody else while this
     * connection's reader still uses them.
     */
    boolean closedByReaderOnly();

    /** Cuts the session's connection without waiting for the peer; never throws. */
    void cut();
}
