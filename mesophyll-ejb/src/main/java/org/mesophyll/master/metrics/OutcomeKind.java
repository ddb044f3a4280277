package org.mesophyll.master.metrics;

/** How a request to a worker can end, as it is counted. */
public enum OutcomeKind {
    ANSWERED,
    REFUSED,
    TIMED_OUT,
    NOT_CONNECTED,
    BACKPRESSURE,
    CONNECTION_LOST,
    CANCELLED
}
