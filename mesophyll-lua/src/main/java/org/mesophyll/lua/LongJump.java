package org.mesophyll.lua;

/** Lua's way out of a call that failed, up to the protected call around it; the interpreter has noted what went wrong. */
final class LongJump extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LongJump() {
        super("a Lua error", null, false, false);
    }
}
