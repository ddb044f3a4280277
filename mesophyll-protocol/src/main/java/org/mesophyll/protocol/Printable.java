package org.mesophyll.protocol;

/** Makes a peer's text fit for a log, a terminal or another peer. */
public final class Printable {
    private static final int MOST_CHARACTERS = 500;
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    private Printable() {}

    /**
     * Returns at most 500 characters of a text, with a space for each that could start a line or a terminal's command, and for half
     * of a surrogate pair.
     */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MOST_CHARACTERS));
        text.codePoints()
                .map(point -> isHarmless(point) ? point : ' ')
                .takeWhile(point -> printable.length() + Character.charCount(point) <= MOST_CHARACTERS)
                .forEachOrdered(printable::appendCodePoint);
        return printable.toString().strip();
    }

    private static boolean isHarmless(int point) {
        boolean breaksLine = point == LINE_SEPARATOR || point == PARAGRAPH_SEPARATOR;
        boolean isHalf = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return !Character.isISOControl(point) && !breaksLine && !isHalf;
    }
}
