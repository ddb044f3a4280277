package org.mesophyll.protocol.state;

import org.mesophyll.protocol.Limits;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;

/**
 * An SQL LIKE pattern: {@code %} stands for any characters, {@code _} for one, and a backslash takes the meaning from the
 * character behind it.
 *
 * @param text at most {@value Limits#TEXT_BYTES} bytes, and does not end within an escape
 */
public record LikePattern(String text) {
    public static final Codec<LikePattern> CODEC = Codecs.mapped(Codecs.TEXT, LikePattern::text, LikePattern::new);

    /** The character that takes the meaning of the one behind it. */
    public static final char ESCAPE = '\\';

    /** Matches everything. */
    public static final LikePattern ALL = new LikePattern("%%");

    public LikePattern {
        Limits.check("pattern", text);
        if (endsWithinEscape(text)) {
            throw new IllegalArgumentException("a pattern ends with a single backslash; two stand for one");
        }
    }

    /** Returns the pattern of all texts that start with the argument. */
    public static LikePattern startingWith(String prefix) {
        return new LikePattern(quote(prefix) + "%");
    }

    /** Returns the text with every character that a pattern gives a meaning to taken as it is. */
    public static String quote(String literal) {
        StringBuilder quoted = new StringBuilder(literal.length());
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c == '%' || c == '_' || c == ESCAPE) {
                quoted.append(ESCAPE);
            }
            quoted.append(c);
        }
        return quoted.toString();
    }

    private static boolean endsWithinEscape(String text) {
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            escaped = !escaped && text.charAt(i) == ESCAPE;
        }
        return escaped;
    }

    @Override
    public String toString() {
        return "LikePattern[" + text.length() + "]";
    }
}
