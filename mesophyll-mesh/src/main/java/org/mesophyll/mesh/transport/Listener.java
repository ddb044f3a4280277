package org.mesophyll.mesh.transport;

import java.time.Duration;

/** Takes connections at an endpoint; safe for use by many threads. */
public interface Listener extends AutoCloseable {
    /** Returns where it listens, with the port that the system has chosen. */
    Endpoint endpoint();

    /**
     * Waits for a connection. Those that come while nobody waits are kept, up to a bound; more than that are refused.
     *
     * @param within how long to wait; zero to take only what is there
     */
    AcceptOutcome accept(Duration within) throws InterruptedException;

    /** Listens no more, cuts the connections that nobody has accepted, and ends every waiting {@link #accept}. */
    @Override
    void close();
}
