package org.mesophyll.client.cli;

/** What the process tells a script about how it went. */
enum ExitCode {
    /** Done. */
    OK(0),
    /** The worker or the master refused or failed. */
    FAILED(1),
    /** The command line is wrong. */
    USAGE(2),
    /** The master cannot be reached, or the tenant's worker is not connected. */
    UNAVAILABLE(3),
    /** The token is missing, wrong, or not allowed to do this. */
    UNAUTHORIZED(4),
    /** No answer in time; it may have been done. */
    TIMED_OUT(5),
    /** There is no such worker, record, state or job. */
    NOT_FOUND(6),
    /** Too much at a time; nothing was done. */
    BACKPRESSURE(7);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
