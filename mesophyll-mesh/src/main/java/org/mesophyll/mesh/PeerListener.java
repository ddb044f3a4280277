package org.mesophyll.mesh;

import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.TransportException;

/**
 * Hears of the peers of a {@link ConnectionManager}. Called by whoever ticks the manager, one call at a time and outside of
 * every lock; no method may block.
 */
public interface PeerListener {
    /** A connection to a peer is in the mesh. */
    void onConnected(String peer, ConnectionId id, Endpoint at);

    /** The connection has ended, and another one is sought. What came over it is still received from the mesh. */
    void onLost(String peer, ConnectionId id, CloseReason reason);

    /**
     * A try to connect has failed, and another one follows, at the next endpoint or after a while.
     *
     * @param attempts how many tries have failed since there was a connection, this one included
     */
    void onFailing(String peer, int attempts, Endpoint at, TransportException why);

    /** No further try is made: each endpoint would fail as it has, until the peer is requested with others. */
    void onFatal(String peer, TransportException why);
}
