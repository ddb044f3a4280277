package org.mesophyll.web.json;

/** Says that JSON from outside is not what it should be; its text may be sent back. */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String reason) {
        super(reason);
    }

    MalformedJsonException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
