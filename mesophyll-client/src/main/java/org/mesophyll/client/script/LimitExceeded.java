package org.mesophyll.client.script;

/** Says that a value is more than may cross the border of a machine. */
public final class LimitExceeded extends Exception {
    private static final long serialVersionUID = 1L;

    LimitExceeded(String message) {
        super(message, null, false, false);
    }

    /** Returns which limit it was, and what it is. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
