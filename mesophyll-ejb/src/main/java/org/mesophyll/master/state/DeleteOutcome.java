package org.mesophyll.master.state;

/** What became of deleting a global entry. */
public enum DeleteOutcome {
    /** The entry is gone, and with it its data and purchases. */
    DELETED,
    /** The tenant owns no such entry. */
    NOT_FOUND
}
