package org.mesophyll.mesh.link;

/** Where a link stands; it only moves forward. */
public enum LinkState {
    /** Messages flow both ways. */
    OPEN,
    /** This side takes no more messages and sends what it has, then says good-bye. */
    FINISHING,
    /** One side has said good-bye, or is gone; nothing more is sent or heard, and after a moment the connection is cut. */
    CLOSING,
    /** The connection is gone. */
    CLOSED
}
