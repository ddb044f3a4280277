package org.mesophyll.protocol.state;

import java.nio.charset.StandardCharsets;

/** The bounds of keys, patterns and values ({@code docs/protocol.md}, section 3). */
public final class Limits {
    /** A key, a scope, a pattern or a query, in bytes of UTF-8. */
    public static final int TEXT_BYTES = 512;

    /** A value, in bytes of MessagePack. */
    public static final int VALUE_BYTES = 256 * 1024;

    /** How many scopes a record has at most. */
    public static final int SCOPES = 10;

    private Limits() {}

    /**
     * Returns its argument.
     *
     * @throws IllegalArgumentException if it is over {@link #TEXT_BYTES}, or holds U+0000, which PostgreSQL cannot keep
     */
    static String check(String what, String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > TEXT_BYTES) {
            throw new IllegalArgumentException("a " + what + " is " + bytes + " bytes, the limit is " + TEXT_BYTES);
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a " + what + " holds the character U+0000");
        }
        return text;
    }
}
