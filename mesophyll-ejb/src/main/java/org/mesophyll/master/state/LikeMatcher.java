package org.mesophyll.master.state;

import java.util.Arrays;
import org.mesophyll.protocol.state.LikePattern;

/**
 * Matches texts against a LIKE pattern by code points, in time of at most the product of both lengths.
 *
 * <p>The databases do not agree: to H2 an underscore is a UTF-16 unit, to PostgreSQL a code point; and H2 needs exponential time for
 * a pattern of many percent signs. So they narrow a search down, and this decides.
 */
final class LikeMatcher {
    static final int ANY_ONE = -1;
    static final int ANY = -2;

    private final int[] tokens;

    private LikeMatcher(int[] tokens) {
        this.tokens = tokens;
    }

    static LikeMatcher of(LikePattern pattern) {
        int[] points = pattern.text().codePoints().toArray();
        int[] tokens = new int[points.length];
        int count = 0;
        for (int i = 0; i < points.length; i++) {
            boolean escaped = points[i] == LikePattern.ESCAPE;
            tokens[count++] = escaped ? points[++i] : meaning(points[i]);
        }
        return new LikeMatcher(Arrays.copyOf(tokens, count));
    }

    /** Returns a matcher of one text. */
    static LikeMatcher ofText(String text) {
        return new LikeMatcher(text.codePoints().toArray());
    }

    private static int meaning(int point) {
        return switch (point) {
            case '_' -> ANY_ONE;
            case '%' -> ANY;
            default -> point;
        };
    }

    /** Returns the pattern as code points, {@link #ANY_ONE} and {@link #ANY}. */
    int[] tokens() {
        return tokens.clone();
    }

    boolean matches(String text) {
        int[] points = text.codePoints().toArray();
        int point = 0;
        int token = 0;
        int lastAny = -1;
        int resume = 0;
        while (point < points.length) {
            if (token < tokens.length && tokens[token] == ANY) {
                lastAny = token++;
                resume = point;
            } else if (token < tokens.length && (tokens[token] == ANY_ONE || tokens[token] == points[point])) {
                token++;
                point++;
            } else if (lastAny >= 0) {
                // let the last percent sign take one more; those before it need never be tried again
                token = lastAny + 1;
                point = ++resume;
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == ANY) {
            token++;
        }
        return token == tokens.length;
    }
}
