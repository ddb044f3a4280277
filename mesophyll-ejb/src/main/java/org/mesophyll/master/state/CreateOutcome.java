package org.mesophyll.master.state;

/** What became of a new global entry. */
public enum CreateOutcome {
    /** The entry waits for review. */
    CREATED,
    /** There is one with this key, version and scope. */
    EXISTS
}
