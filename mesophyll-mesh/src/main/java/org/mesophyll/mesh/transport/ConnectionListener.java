package org.mesophyll.mesh.transport;

import org.mesophyll.mesh.link.CloseReason;

/**
 * Hears what comes over a connection. Called on the transport's threads, outside of every lock; no method may block, and
 * none may throw.
 */
public interface ConnectionListener {
    /**
     * Offers a message that just came, while none waits in the connection. Called by one thread at a time.
     *
     * @param message the listener's if it takes it
     * @return false to leave it in the connection, which stops reading when too much waits there
     */
    boolean onMessage(byte[] message);

    /** Says that a message was left in the connection, for {@link Connection#poll}. */
    void onWaiting();

    /** Says, exactly once, that the connection has ended; messages may still wait in it. */
    void onGone(CloseReason reason);
}
