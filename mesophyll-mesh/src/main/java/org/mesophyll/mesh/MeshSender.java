package org.mesophyll.mesh;

import java.util.Optional;

/** What sends over the connections of a {@link Mesh}. */
public interface MeshSender {
    /**
     * Queues a message for a connection, or says why not; never waits.
     *
     * @throws IllegalArgumentException if the message is longer than the connection allows
     */
    SendOutcome send(Envelope envelope);

    /** Returns a handle that sends over one connection without looking it up; empty if there is none of this id. */
    Optional<Outgoing> outgoing(ConnectionId to);
}
