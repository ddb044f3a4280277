package org.mesophyll.mesh;

/** What became of an envelope that was to be sent; it comes back where it was not taken. */
public sealed interface SendOutcome {
    /** It was taken. */
    enum Sent implements SendOutcome {
        /** It will be sent unless the connection goes first. */
        SENT
    }

    /** It was not taken: too much waits to be sent over this connection. */
    record Full(Envelope envelope) implements SendOutcome {}

    /** It was not taken: the mesh has no such connection. */
    record NotFound(Envelope envelope) implements SendOutcome {}

    /** It was not taken: the connection is going or gone. */
    record Disconnected(Envelope envelope) implements SendOutcome {}

    /** Says whether it was taken. */
    default boolean isSent() {
        return this instanceof Sent;
    }
}
