package org.mesophyll.launcher;

/** A server ended, refused the EAR or was not ready in time; the message ends with the last lines of its log. */
public final class ServerFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerFailedException(String message) {
        super(message);
    }
}
