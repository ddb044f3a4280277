package org.mesophyll.protocol.json;

import java.util.OptionalInt;

/**
 * Says that JSON from outside is not what it should be.
 *
 * <p>The text names what was found and what is allowed, never what the JSON carried, so it may be logged and sent back. It has no
 * stack trace: anyone who can send JSON can make as many of these as the JSON has bytes.
 */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int NOWHERE = -1;

    private final boolean overLimit;
    private final int unexpectedAt;

    public MalformedJsonException(String reason) {
        this(reason, false, NOWHERE);
    }

    private MalformedJsonException(String reason, boolean overLimit, int unexpectedAt) {
        super(reason, null, false, false);
        this.overLimit = overLimit;
        this.unexpectedAt = unexpectedAt;
    }

    static MalformedJsonException overLimit(String reason) {
        return new MalformedJsonException(reason, true, NOWHERE);
    }

    static MalformedJsonException unexpected(String reason, int at) {
        return new MalformedJsonException(reason, false, at);
    }

    /**
     * Returns the index of the character that JSON does not allow at its place, or the text's length if the text ends too early;
     * empty if something else is wrong. Whoever has the text may show that character to its author.
     */
    public OptionalInt unexpectedAt() {
        return unexpectedAt == NOWHERE ? OptionalInt.empty() : OptionalInt.of(unexpectedAt);
    }

    /** Says whether what was read may well be JSON, but goes beyond a limit of the reader. */
    public boolean isOverLimit() {
        return overLimit;
    }
}
