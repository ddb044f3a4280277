package org.mesophyll.master.state;

/** What became of granting a purchase. */
public enum GrantOutcome {
    /** The tenant has the entry now. */
    GRANTED,
    /** The tenant had it already. */
    ALREADY_GRANTED,
    /** There is no such entry. */
    NOT_FOUND
}
