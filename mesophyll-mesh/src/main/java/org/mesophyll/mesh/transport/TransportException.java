package org.mesophyll.mesh.transport;

/** Says that a transport could not connect or listen, and why. */
public final class TransportException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a transport failed. */
    public enum Reason {
        /** Nobody listens there, or whoever does takes no more connections. */
        REFUSED,
        /** The host has no address, or no way leads there. */
        UNREACHABLE,
        /** No connection was there in time. */
        TIMED_OUT,
        /** Somebody listens there already. */
        ADDRESS_IN_USE,
        /** The peer answered, but not as this protocol's other end does. */
        HANDSHAKE_FAILED,
        /** The transport was closed. */
        CLOSED,
        /** Something else, which the cause says. */
        FAILED,
        /** The peer could not prove who it is, or did not believe this side. */
        NOT_TRUSTED,
        /** No transport here carries this scheme. */
        UNKNOWN_SCHEME,
        /** The endpoint cannot be what it is used for, such as port 0 to connect to. */
        BAD_ENDPOINT;

        /** Says whether it would fail in the same way again, until somebody changes something. */
        public boolean isLasting() {
            return compareTo(NOT_TRUSTED) >= 0;
        }
    }

    private final Reason reason;

    /**
     * Makes one without a cause.
     *
     * @param message what was tried, at which endpoint, and why it failed; without anything secret
     */
    public TransportException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Makes one with a cause.
     *
     * @param message what was tried, at which endpoint, and why it failed; without anything secret
     */
    public TransportException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Makes what went wrong while connecting a typed failure, unless it is one or was caused by one. */
    public static TransportException of(Throwable failure, Endpoint to) {
        Throwable cause = failure;
        while (!(cause instanceof TransportException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof TransportException typed
                ? typed
                : new TransportException(Reason.FAILED, "connecting to " + to + " has failed", failure);
    }

    /** Returns why. */
    public Reason reason() {
        return reason;
    }
}
