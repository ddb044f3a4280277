package org.mesophyll.mesh;

/** A message with the connection that it came over or is to leave by. */
public final class Envelope {
    private final ConnectionId connection;
    private final byte[] payload;

    /** Makes an envelope; the array is not copied, and is the mesh's once that has accepted the envelope. */
    public Envelope(ConnectionId connection, byte[] payload) {
        this.connection = connection;
        this.payload = payload;
    }

    /** Returns the connection. */
    public ConnectionId connection() {
        return connection;
    }

    /** Returns the message, not a copy of it. */
    public byte[] payload() {
        return payload;
    }

    @Override
    public String toString() {
        return "Envelope[" + connection + ", " + payload.length + " bytes]";
    }
}
