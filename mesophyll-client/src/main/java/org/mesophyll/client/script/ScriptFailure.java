package org.mesophyll.client.script;

import org.mesophyll.protocol.ScriptError;

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
        SYNTAX,
        /** The script raised an error, or what it called did. */
        RUNTIME,
        /** The script went beyond a limit, which the message names. */
        LIMIT,
        /** The script was stopped from outside. */
        STOPPED
    }

    /** Returns a failure of which no place is known. */
    public static ScriptFailure of(Kind kind, String message) {
        return new ScriptFailure(kind, message, "", "");
    }

    /** Returns the failure as the one who asked gets to read it, the stack on lines of its own. */
    public String text() {
        String line = message.replace('\n', ' ');
        return new ScriptError(ScriptError.Kind.valueOf(kind.name()), place, line, stack).text();
    }
}
