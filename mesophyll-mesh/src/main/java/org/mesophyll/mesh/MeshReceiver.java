package org.mesophyll.mesh;

import java.time.Duration;

/**
 * What receives over all connections of a {@link Mesh}. Any number of threads may; each envelope goes to one of them, and
 * those of one connection are handed out in the order in which they came.
 */
public interface MeshReceiver {
    /** Waits for an envelope, or for the mesh to be closed. */
    ReceiveOutcome receive() throws InterruptedException;

    /**
     * Waits for an envelope.
     *
     * @param within how long; zero to take only what is there
     */
    ReceiveOutcome receive(Duration within) throws InterruptedException;
}
