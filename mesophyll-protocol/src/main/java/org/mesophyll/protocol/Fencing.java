package org.mesophyll.protocol;

/** How writes say by which connection of their worker they come ({@code docs/protocol.md}, section 4, fencing). */
public final class Fencing {
    /** The request header with the epoch of the worker's connection, in decimal. */
    public static final String EPOCH_HEADER = "Mesophyll-Epoch";

    private Fencing() {}
}
