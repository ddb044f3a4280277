package org.mesophyll.master;

import org.jspecify.annotations.Nullable;

/** Makes text from outside fit for a line of a log: one line, no control sequences, of bounded length. */
public final class LogText {
    /** How many characters of the original are kept. */
    public static final int MOST_CHARACTERS = 128;

    private LogText() {}

    /**
     * Returns the text with everything but printable ASCII written as {@code \}{@code uXXXX}, and cut at
     * {@value #MOST_CHARACTERS} characters; of null, a dash.
     */
    public static String safe(@Nullable String text) {
        if (text == null) {
            return "-";
        }
        int kept = Math.min(text.length(), MOST_CHARACTERS);
        StringBuilder line = new StringBuilder(kept);
        for (int i = 0; i < kept; i++) {
            append(line, text.charAt(i));
        }
        if (kept < text.length()) {
            line.append("... (").append(text.length()).append(" characters)");
        }
        return line.toString();
    }

    private static void append(StringBuilder line, char c) {
        boolean printable = c >= ' ' && c <= '~' && c != '\\';
        if (printable) {
            line.append(c);
            return;
        }
        line.append(String.format("\\u%04x", (int) c));
    }
}
