package org.mesophyll.protocol;

/** The bounds of keys, patterns and values ({@code docs/protocol.md}, section 3), and which texts a database can keep. */
public final class Limits {
    /** A key, a scope, a pattern or a query, in bytes of UTF-8. */
    public static final int TEXT_BYTES = 512;

    /** A value, in bytes of MessagePack. */
    public static final int VALUE_BYTES = 256 * 1024;

    /** How many scopes a record has at most. */
    public static final int SCOPES = 10;

    private Limits() {}

    /**
     * Returns its argument, a name of something that is kept.
     *
     * @throws IllegalArgumentException if it is over {@link #TEXT_BYTES}, or cannot be kept, see {@link #checkStorable}
     */
    public static String check(String what, String text) {
        int bytes = storableBytes(what, text);
        if (bytes > TEXT_BYTES) {
            throw new IllegalArgumentException("a " + what + " is " + bytes + " bytes, the limit is " + TEXT_BYTES);
        }
        return text;
    }

    /**
     * Returns its argument, a text that is kept as text.
     *
     * @throws IllegalArgumentException if it holds U+0000, which PostgreSQL cannot keep, or half of a surrogate pair, which UTF-8 does
     *     not have; both are refused whichever database there is
     */
    public static String checkStorable(String what, String text) {
        int unused = storableBytes(what, text);
        return text;
    }

    private static int storableBytes(String what, String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new IllegalArgumentException("a " + what + " holds the character U+0000");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                bytes += 4;
                continue;
            }
            if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException("a " + what + " holds half of a surrogate pair");
            }
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        return bytes;
    }
}
