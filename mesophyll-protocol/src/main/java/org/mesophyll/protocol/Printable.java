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

    /**
     * Returns the start of a text, cut between two characters: at most so many UTF-16 units, with U+FFFD for each half of a surrogate
     * pair, so that any message can carry it.
     */
    public static String cut(String text, int maxLength) {
        int end = Math.min(text.length(), maxLength);
        if (end > 0 && end < text.length() && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))) {
            end--;
        }
        StringBuilder whole = new StringBuilder(end);
        text.substring(0, end)
                .codePoints()
                .map(point -> isHalf(point) ? '\ufffd' : point)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private static boolean isHarmless(int point) {
        boolean breaksLine = point == LINE_SEPARATOR || point == PARAGRAPH_SEPARATOR;
        return !Character.isISOControl(point) && !breaksLine && !isHalf(point);
    }
}
