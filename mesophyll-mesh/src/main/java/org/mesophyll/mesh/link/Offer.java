package org.mesophyll.mesh.link;

/** What became of a message offered to an {@link Outbox}. */
public enum Offer {
    /** It will be sent unless the connection goes first. */
    ACCEPTED,
    /** It was not taken: the outbox is at its bound. */
    FULL,
    /** It was not taken: the connection is going or gone. */
    CLOSED
}
