package org.mesophyll.lua;

import org.mesophyll.client.script.LimitExceeded;
import org.mesophyll.client.script.ScriptFailure;

/** What a host function raises in the script that called it. */
final class LuaError extends Exception {
    private static final long serialVersionUID = 1L;

    private final ScriptFailure.Kind kind;

    private LuaError(ScriptFailure.Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** Returns an error that the script is to blame for. */
    static LuaError runtime(String message) {
        return new LuaError(ScriptFailure.Kind.RUNTIME, message);
    }

    /** Returns the error of a value that is more than may be. */
    static LuaError limit(LimitExceeded cause) {
        return new LuaError(ScriptFailure.Kind.LIMIT, cause.reason());
    }

    /** Returns the error of a machine that has no memory left. */
    static LuaError memory() {
        return new LuaError(ScriptFailure.Kind.LIMIT, "not enough memory");
    }

    ScriptFailure.Kind kind() {
        return kind;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
