package org.mesophyll.client;

import java.util.Optional;

/**
 * How a worker is doing.
 *
 * @param state where its connection stands
 * @param trouble why the last try to connect failed, or why the last connection ended; empty while all is well
 * @param connections how many connections were greeted so far
 * @param inFlight how many requests wait or run
 * @param dropped how many events without an answer were dropped because the worker was busy
 * @param refused how many requests were refused because the worker was busy or closing
 * @param late how many answers were thrown away because their connection was gone or took no more
 * @param skipped how many frames were skipped because they were text, too large, or did not decode
 */
public record WorkerStatus(
        State state,
        Optional<String> trouble,
        long connections,
        int inFlight,
        long dropped,
        long refused,
        long late,
        long skipped) {
    /** Where a connection stands. */
    public enum State {
        /** A connection is being made, or waits for its greeting. */
        CONNECTING,
        /** The master has greeted. */
        CONNECTED,
        /** The last try failed; the next comes after a back-off. */
        WAITING,
        /** The client takes no more work and finishes what it accepted. */
        CLOSING,
        /** The client is closed. */
        CLOSED
    }
}
