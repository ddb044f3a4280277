package org.mesophyll.client;

/** Makes a peer's text fit for a log or a terminal. */
public final class Printable {
    private static final int MOST_CHARACTERS = 500;
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    private Printable() {}

    /**
     * Returns at most 500 characters of a text, with a space for each that could start a line or a terminal's command.
     */
    public static String of(String text) {
        int length = Math.min(text.length(), MOST_CHARACTERS);
        StringBuilder printable = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean harmless = !Character.isISOControl(c) && c != LINE_SEPARATOR && c != PARAGRAPH_SEPARATOR;
            printable.append(harmless ? c : ' ');
        }
        return printable.toString().strip();
    }
}
