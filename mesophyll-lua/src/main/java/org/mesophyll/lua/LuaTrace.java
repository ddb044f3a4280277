package org.mesophyll.lua;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mesophyll.client.script.ScriptFailure;

/** Reads Lua's errors: {@code name:line: message}, and a list of calls under a heading. */
final class LuaTrace {
    private static final Pattern PLACED = Pattern.compile("(?s)(.{1,200}?:\\d+): (.*)");
    private static final String OF_THE_HOST = "[C]:";

    private LuaTrace() {}

    static ScriptFailure failure(ScriptFailure.Kind kind, String error, String trace) {
        String stack = trace.lines()
                .skip(1)
                .map(String::strip)
                .filter(line -> !line.startsWith(OF_THE_HOST) && !line.startsWith("prelude:"))
                .collect(Collectors.joining("\n"));
        Matcher placed = PLACED.matcher(error);
        return placed.matches()
                ? new ScriptFailure(kind, placed.group(2), placed.group(1), stack)
                : new ScriptFailure(kind, error, "", stack);
    }
}
