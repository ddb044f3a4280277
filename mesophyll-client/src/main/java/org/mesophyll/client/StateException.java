package org.mesophyll.client;

import org.jspecify.annotations.Nullable;

/**
 * Says why an operation on a master's state was not done.
 *
 * <p>The text names status, sizes and limits, and the master's own reason where it gives one; never a token or a value.
 */
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Reason {
        /** The master does not take the worker's token (401). */
        UNAUTHORIZED,
        /** The master knows no worker with this id (404). */
        UNKNOWN_WORKER,
        /** The tenant belongs to another worker (403). */
        FORBIDDEN_TENANT,
        /** The master does not accept the request (400); the message holds its reason. */
        BAD_REQUEST,
        /**
         * Another process has connected as this worker, or the master has ended its connection (409); nothing was done. Only for a
         * client that belongs to a worker, see {@link WorkerClient.Builder#state}.
         */
        FENCED,
        /** The request or its answer is over a limit of the master (413) or of this client. */
        TOO_LARGE,
        /** The master tried and failed (500 and other statuses); the message holds its reason. */
        FAILED,
        /** The master answered with something that is not an answer to the question. */
        MALFORMED_ANSWER,
        /**
         * The master cannot be reached, is not ready (502, 503, 504), or the connection was lost, in which case a write may
         * have been done.
         */
        UNAVAILABLE,
        /** No answer came in time; a write may have been done. */
        TIMED_OUT,
        /** Too many requests at a time, by the master's count (429) or by this client's own; nothing was done. */
        THROTTLED,
        /** The client is closed, or was closed before the answer came. */
        CLOSED,
        /** The waiting thread was interrupted; a write may have been done. */
        INTERRUPTED
    }

    private final Reason reason;

    StateException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    StateException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** Returns the kind of failure. */
    public Reason reason() {
        return reason;
    }
}
