package org.mesophyll.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The form of tokens, and of the files that hold them, wherever they come from; no message repeats a token. */
public final class TokenText {
    /** The fewest characters of a token that somebody chose. */
    public static final int LEAST_CHARACTERS = 32;

    private static final int MOST_CHARACTERS = 1024;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private TokenText() {}

    /**
     * Returns a token without the white space behind it, such as the line end of a mounted file.
     *
     * @param place names the source in the message
     * @throws IllegalArgumentException if it is not 1 to 1 024 visible ASCII characters
     */
    public static String check(String place, String text) {
        String token = text.stripTrailing();
        boolean visible = token.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (token.isEmpty() || token.length() > MOST_CHARACTERS || !visible) {
            throw new IllegalArgumentException(place + " is not 1 to " + MOST_CHARACTERS
                    + " visible ASCII characters; it has " + token.length()
                    + (visible ? "" : ", of which at least one is a space, a control character or beyond ASCII"));
        }
        return token;
    }

    /**
     * Returns a token like {@link #check}, which must be long enough not to be guessed.
     *
     * @throws IllegalArgumentException if it is shorter than {@value #LEAST_CHARACTERS} characters, too
     */
    public static String checkChosen(String place, String text) {
        String token = check(place, text);
        if (token.length() < LEAST_CHARACTERS) {
            throw new IllegalArgumentException(
                    place + " has " + token.length() + " characters, at least " + LEAST_CHARACTERS + " are needed");
        }
        return token;
    }

    /**
     * A line that says something.
     *
     * @param number counted from 1, with all other lines
     * @param words what white space separates
     */
    public record Line(int number, List<String> words) {
        public Line {
            words = List.copyOf(words);
        }

        /** Tells nothing of what the line holds. */
        @Override
        public String toString() {
            return "Line[" + number + "]";
        }
    }

    /**
     * Reads a file of UTF-8, with or without a byte order mark; empty lines and those that start with # say nothing.
     *
     * @throws IOException if it cannot be read as UTF-8
     */
    public static List<Line> lines(Path file) throws IOException {
        return lines(Files.readString(file, StandardCharsets.UTF_8));
    }

    /** Returns the lines of a text like {@link #lines(Path)}. */
    public static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        List<String> all = withoutByteOrderMark(text).lines().toList();
        for (int i = 0; i < all.size(); i++) {
            String line = all.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(new Line(i + 1, List.of(line.split("\\s+", -1))));
            }
        }
        return lines;
    }

    /** Returns a text without the byte order mark that editors on Windows put in front of it. */
    public static String withoutByteOrderMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
}
