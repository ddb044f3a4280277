package org.mesophyll.mesh.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A way to carry messages between two ends; implementations are safe for use by many threads. */
public interface Transport extends AutoCloseable {
    /** Returns the schemes of the endpoints that it carries, in lower case; always the same. */
    Set<String> schemes();

    /**
     * Starts to connect; never blocks.
     *
     * @param within how long it may take until messages can be sent, handshakes included
     * @return completed by then or a moment later, on any thread, with the connection or a {@link TransportException};
     *     what is attached to it must not block. A connection that comes too late is cut by the transport
     */
    CompletionStage<Connection> connectAsync(Endpoint to, Duration within);

    /**
     * Connects, and waits until that is done.
     *
     * @param within how long it may take until messages can be sent, handshakes included
     * @throws InterruptedException if the thread was interrupted; a connection that comes later is cut
     */
    default Connection connect(Endpoint to, Duration within) throws TransportException, InterruptedException {
        return Connecting.await(connectAsync(to, within), to, within);
    }

    /**
     * Listens at an endpoint until the listener, or this transport, is closed.
     *
     * @param at port 0 for one that the system chooses
     */
    Listener listen(Endpoint at) throws TransportException;

    /** Ends its listeners, cuts its connections, and ends its threads; with a bound of a few seconds. */
    @Override
    void close();
}
