package org.mesophyll.js;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.PolyglotException.StackFrame;
import org.graalvm.polyglot.SourceSection;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.script.Script;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.protocol.Printable;

/** Says in the terms of scripts what the engine has thrown. */
final class JsFailures {
    private static final int MOST_CHARACTERS = 4_000;
    private static final int MOST_CALLS = 50;
    private static final Pattern PLACED = Pattern.compile("SyntaxError: .{1,200}?:\\d+:\\d+ (.*)", Pattern.DOTALL);

    private JsFailures() {}

    /** Says why a text is no script. */
    static ScriptFailure syntax(PolyglotException cause, Script script) {
        String message = message(cause).lines().findFirst().orElse("");
        var placed = PLACED.matcher(message);
        SourceSection section = cause.getSourceLocation();
        return new ScriptFailure(
                Kind.SYNTAX,
                placed.matches() ? placed.group(1) : message,
                section == null ? script.name() : place(section),
                "");
    }

    /**
     * Says what a script has thrown.
     *
     * @param otherwise the place if no call of a script is known
     */
    static ScriptFailure thrown(Kind kind, PolyglotException cause, String otherwise) {
        List<StackFrame> calls = StreamSupport.stream(
                        cause.getPolyglotStackTrace().spliterator(), false)
                .filter(JsFailures::isOfScript)
                .limit(MOST_CALLS)
                .toList();
        String place = calls.isEmpty() ? otherwise : place(calls.get(0).getSourceLocation());
        List<String> stack = calls.stream().map(JsFailures::line).toList();
        return new ScriptFailure(kind, message(cause), place, String.join("\n", stack));
    }

    private static boolean isOfScript(StackFrame frame) {
        SourceSection section = frame.getSourceLocation();
        return frame.isGuestFrame()
                && section != null
                && section.isAvailable()
                && !section.getSource().equals(JsSources.PRELUDE);
    }

    private static String line(StackFrame frame) {
        return place(frame.getSourceLocation()) + ": in " + frame.getRootName();
    }

    private static String place(SourceSection section) {
        return section.getSource().getName() + ":" + section.getStartLine();
    }

    private static String message(PolyglotException cause) {
        @Nullable String message = cause.getMessage();
        if (message == null) {
            return "";
        }
        return Printable.cut(message, MOST_CHARACTERS);
    }
}
