package org.mesophyll.mesh;

import org.mesophyll.mesh.transport.Connection;

/** What decides over a {@link Mesh} and its connections. */
public interface MeshLifeCycle extends AutoCloseable {
    /**
     * Adds a connection, which is the mesh's from then on; messages that wait in it are received from the mesh. One that
     * has ended already may be added, and is gone at once.
     *
     * @throws IllegalArgumentException if the longest message of the connection would never fit into its outbox here
     * @throws IllegalStateException if somebody listens to the connection already, such as another mesh
     */
    AddOutcome add(Connection connection);

    /**
     * Takes a connection out, also one that is gone. It is as usable as before: what was queued is sent, and what has not
     * come into the mesh's incoming queue waits in it. One message that is on its way into that queue just now may still
     * come by the mesh.
     */
    RemoveOutcome remove(ConnectionId id);

    /** Has a listener hear of what happens from now on. */
    void listen(MeshListener listener);

    /** Ends every waiting receive, and politely ends every connection; waits for nothing. */
    @Override
    void close();
}
