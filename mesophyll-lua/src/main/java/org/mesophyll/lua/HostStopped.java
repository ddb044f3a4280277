package org.mesophyll.lua;

/** Ends everything that a machine runs, because its thread was interrupted; no script catches it. */
final class HostStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HostStopped() {
        super("interrupted while the host worked for a script", null, false, false);
    }
}
