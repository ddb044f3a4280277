package org.mesophyll.mesh.link;

/** Where a link stands; it only moves forward. */
public enum LinkState {
    /** Messages flow both ways. */
    OPEN,
    /** This side takes no more messages and sends what it has, then says good-bye. */
    FINISHING,
    /** This side has said good-bye, or is about to cut; nothing more is sent or heard. */
    CLOSING,
    /** The connection is gone. */
    CLOSED
}
