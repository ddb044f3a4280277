package org.mesophyll.client;

import java.time.Duration;

/** Hears of a worker's connections, on threads of the client; must not block. */
public interface WorkerListener {
    /**
     * Called when a master has greeted.
     *
     * @param heartbeatInterval what the master asked for
     */
    default void onConnected(Duration heartbeatInterval) {}

    /**
     * Called when a connection that was greeted is gone; another is tried for unless the client closes.
     *
     * @param reason what happened, fit for a log
     */
    default void onDisconnected(String reason) {}
}
