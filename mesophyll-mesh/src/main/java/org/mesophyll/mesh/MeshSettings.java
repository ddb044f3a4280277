package org.mesophyll.mesh;

import org.mesophyll.mesh.link.OutboxBounds;

/**
 * The bounds of a mesh.
 *
 * @param incoming how much may wait to be received, all connections together; more waits in the connections, and then in
 *     the peers. The message that crosses the bound of bytes is still taken. At most {@link #MOST_INCOMING_BYTES}
 * @param outgoing how much may wait to be sent over each connection, at least one message of the length that it allows
 * @param maxConnections 1 or more
 */
public record MeshSettings(OutboxBounds incoming, OutboxBounds outgoing, int maxConnections) {
    /** The most bytes that may wait to be received. */
    public static final long MOST_INCOMING_BYTES = OutboxBounds.MOST_BYTES / 2;

    private static final long DEFAULT_BYTES = 8L << 20;
    private static final int DEFAULT_CONNECTIONS = 16_384;

    public MeshSettings {
        if (incoming.bytes() > MOST_INCOMING_BYTES) {
            throw new IllegalArgumentException(
                    "a mesh holds at most " + MOST_INCOMING_BYTES + " incoming bytes: " + incoming.bytes());
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("a mesh holds at least 1 connection: " + maxConnections);
        }
    }

    /** Returns settings for so many messages, 8 MiB each way, and 16 384 connections. */
    public static MeshSettings of(int incomingMessages, int outgoingMessages) {
        return new MeshSettings(
                new OutboxBounds(incomingMessages, DEFAULT_BYTES),
                new OutboxBounds(outgoingMessages, DEFAULT_BYTES),
                DEFAULT_CONNECTIONS);
    }

    /** Returns these settings with another bound for connections. */
    public MeshSettings withMaxConnections(int most) {
        return new MeshSettings(incoming, outgoing, most);
    }
}
