package org.mesophyll.master.state;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.state.LikePattern;

/**
 * How keys that match a pattern are found: a range that an index knows, a simpler LIKE that the database tests, and the pattern
 * itself for what is left.
 */
final class KeySearch {
    /** The character that escapes in {@link #filter()}; not a backslash, which databases treat each in its own way. */
    static final char ESCAPE = '!';

    private final LikeMatcher matcher;
    private final String from;
    private final @Nullable String before;
    private final @Nullable String filter;

    private KeySearch(LikeMatcher matcher, String from, @Nullable String before, @Nullable String filter) {
        this.matcher = matcher;
        this.from = from;
        this.before = before;
        this.filter = filter;
    }

    static KeySearch of(LikePattern pattern) {
        return of(LikeMatcher.of(pattern));
    }

    /** Returns the search for one key. */
    static KeySearch ofKey(String key) {
        return of(LikeMatcher.ofText(key));
    }

    private static KeySearch of(LikeMatcher matcher) {
        int[] tokens = matcher.tokens();
        int prefix = literalRun(tokens, 0);
        String from = new String(tokens, 0, prefix);
        return new KeySearch(matcher, from, successor(tokens, prefix), filter(tokens, prefix));
    }

    /** Returns the first key of the range. */
    String from() {
        return from;
    }

    /** Returns the key that ends the range, which is not in it; empty if nothing ends it. */
    Optional<String> before() {
        return Optional.ofNullable(before);
    }

    /** Returns a LIKE pattern that all matching keys match, and perhaps others; empty if the range says as much. */
    Optional<String> filter() {
        return Optional.ofNullable(filter);
    }

    boolean matches(String key) {
        return matcher.matches(key);
    }

    private static int literalRun(int[] tokens, int start) {
        int end = start;
        while (end < tokens.length && tokens[end] >= 0) {
            end++;
        }
        return end - start;
    }

    /**
     * Returns a text behind all that start with the first tokens, in the order of code points as in that of UTF-16. U+FFFF has no
     * successor that is behind it in both, and is left out like the largest one: the range is then wider, which does no harm.
     */
    private static @Nullable String successor(int[] tokens, int prefix) {
        int length = prefix;
        while (length > 0 && (tokens[length - 1] == Character.MAX_CODE_POINT || tokens[length - 1] == '\uffff')) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        int last = tokens[length - 1] + 1;
        int next = last == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last;
        return new String(tokens, 0, length - 1) + Character.toString(next);
    }

    /** Keeps of what follows the prefix the longest literal and the last one: enough to be selective, and fast to test. */
    private static @Nullable String filter(int[] tokens, int prefix) {
        if (prefix == tokens.length) {
            return quoted(tokens, 0, prefix);
        }
        int longestStart = prefix;
        int longest = 0;
        int start = prefix;
        while (start < tokens.length) {
            int length = literalRun(tokens, start);
            if (length > longest && start + length < tokens.length) {
                longestStart = start;
                longest = length;
            }
            if (start + length == tokens.length) {
                break;
            }
            start += length + 1;
        }
        if (longest == 0 && start == tokens.length) {
            return null;
        }
        String inner = longest == 0 ? "" : quoted(tokens, longestStart, longest) + "%";
        return quoted(tokens, 0, prefix) + "%" + inner + quoted(tokens, start, tokens.length - start);
    }

    private static String quoted(int[] tokens, int start, int length) {
        StringBuilder text = new StringBuilder(length + 1);
        for (int i = start; i < start + length; i++) {
            if (tokens[i] == '%' || tokens[i] == '_' || tokens[i] == ESCAPE) {
                text.append(ESCAPE);
            }
            text.appendCodePoint(tokens[i]);
        }
        return text.toString();
    }
}
