package org.mesophyll.bench.drive;

/** What became of a message that wants no answer. */
public enum Sending {
    /** It is on its way. */
    TAKEN,
    /** As many as may be on their way already are; this is what holds a sender back, and no failure. */
    FULL,
    /** There is no connection. */
    LOST
}
