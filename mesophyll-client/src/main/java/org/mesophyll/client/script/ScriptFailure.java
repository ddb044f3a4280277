package org.mesophyll.client.script;

/**
 * Why a script failed. Names places of the script, never of the host.
 *
 * @param message what went wrong
 * @param place the script's name and line, such as {@code greet:3}, or empty if it is not known
 * @param stack the script's calls, one a line, innermost first; empty if it is not known
 */
public record ScriptFailure(Kind kind, String message, String place, String stack) {
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
    }

    /** Returns a failure of which no place is known. */
    public static ScriptFailure of(Kind kind, String message) {
        return new ScriptFailure(kind, message, "", "");
    }

    /** Returns the failure as the one who asked gets to read it, the stack on lines of its own. */
    public String text() {
        String at = place.isEmpty() ? "" : " at " + place;
        return kind.words + at + ": " + message + (stack.isEmpty() ? "" : "\n" + stack);
    }
}
