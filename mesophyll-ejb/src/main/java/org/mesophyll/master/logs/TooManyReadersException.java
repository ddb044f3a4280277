package org.mesophyll.master.logs;

/** As many wait for a log's next line as may. */
public final class TooManyReadersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyReadersException(String message) {
        super(message);
    }
}
