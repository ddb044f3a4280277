package org.mesophyll.protocol.json;

/**
 * Says that JSON from outside is not what it should be.
 *
 * <p>The text names what was found and what is allowed, never what the JSON carried, so it may be logged and sent back. It has no
 * stack trace: anyone who can send JSON can make as many of these as the JSON has bytes.
 */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean overLimit;

    public MalformedJsonException(String reason) {
        this(reason, false);
    }

    private MalformedJsonException(String reason, boolean overLimit) {
        super(reason, null, false, false);
        this.overLimit = overLimit;
    }

    static MalformedJsonException overLimit(String reason) {
        return new MalformedJsonException(reason, true);
    }

    /** Says whether what was read may well be JSON, but goes beyond a limit of the reader. */
    public boolean isOverLimit() {
        return overLimit;
    }
}
