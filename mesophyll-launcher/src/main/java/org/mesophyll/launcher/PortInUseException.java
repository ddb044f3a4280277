package org.mesophyll.launcher;

/** A port that the server needs is taken by another process. */
public final class PortInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int port;

    PortInUseException(int port, String use) {
        super("port " + port + " on 127.0.0.1, needed for " + use + ", is in use by another process");
        this.port = port;
    }

    /** Returns the port that is taken. */
    public int port() {
        return port;
    }
}
