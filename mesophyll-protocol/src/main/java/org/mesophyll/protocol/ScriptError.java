package org.mesophyll.protocol;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a script failed, as a worker's reason says it ({@code docs/protocol.md}, section 3, reasons of scripts).
 *
 * @param kind what went wrong
 * @param place the script's name and line, such as {@code greet:3}, or empty if it is not known
 * @param message what went wrong, for people; one line
 * @param stack the script's calls, one a line, innermost first; empty if it is not known
 */
public record ScriptError(Kind kind, String place, String message, String stack) {
    private static final Pattern FORM = Pattern.compile(
            "(?<kind>syntax error|script error|limit exceeded|stopped)(?: at (?<place>.{1,300}?))?: (?<message>[^\\n]*)"
                    + "(?:\\n(?<stack>.*))?",
            Pattern.DOTALL);
    private static final String TIME_LIMIT = "time: ";
    private static final Pattern LINE = Pattern.compile(":([0-9]{1,9})$");

    /** What went wrong. */
    public enum Kind {
        /** The text is no script of its language. */
        SYNTAX("syntax error"),
        /** The script raised an error, or what it called did. */
        RUNTIME("script error"),
        /** The script went beyond a limit, which the message names. */
        LIMIT("limit exceeded"),
        /** The script was stopped from outside. */
        STOPPED("stopped");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        private static Kind of(String words) {
            for (Kind kind : values()) {
                if (kind.words.equals(words)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind of error has these words");
        }
    }

    /** Reads a worker's reason; empty if it has another form, and so another cause than a script. */
    public static Optional<ScriptError> parse(String reason) {
        Matcher parts = FORM.matcher(reason);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new ScriptError(
                Kind.of(parts.group("kind")),
                orEmpty(parts.group("place")),
                parts.group("message"),
                orEmpty(parts.group("stack"))));
    }

    /** Returns the reason, the stack on lines of its own. */
    public String text() {
        String at = place.isEmpty() ? "" : " at " + place;
        return kind.words + at + ": " + message + (stack.isEmpty() ? "" : "\n" + stack);
    }

    /** Says whether the script went beyond a limit of time. */
    public boolean isTimeLimit() {
        return kind == Kind.LIMIT && message.startsWith(TIME_LIMIT);
    }

    /** Returns the line of the place, from 1, if it has one. */
    public OptionalInt line() {
        Matcher line = LINE.matcher(place);
        return line.find() ? OptionalInt.of(Integer.parseInt(line.group(1))) : OptionalInt.empty();
    }

    private static String orEmpty(@Nullable String part) {
        return part == null ? "" : part;
    }
}
