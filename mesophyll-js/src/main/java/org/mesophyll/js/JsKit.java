package org.mesophyll.js;

import java.util.Arrays;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/** The functions of {@code prelude.js}, which scripts cannot reach or change. */
final class JsKit {
    private final Context context;
    private final Guest functions;

    JsKit(Context context) {
        this.context = context;
        this.functions = new Guest(context.eval(JsSources.PRELUDE));
    }

    /** Lets scripts call something by a name such as {@code kv.get}. */
    void install(String name, ProxyExecutable function) {
        var unused = functions.call("install", name, function);
    }

    /** Has the handlers for an event handle it; returns the box of their answer. */
    Guest handle(String name, Guest event) {
        return functions.call("handle", name, event.value());
    }

    /** Runs a script that finds the event as a global until {@link #forget}; returns the box of its answer. */
    Guest run(String code, Guest event) {
        return functions.call("run", code, event.value());
    }

    void forget() {
        var unused = functions.call("forget");
    }

    /** Returns the box of what may be a promise. */
    Guest settled(Guest answer) {
        return functions.call("settled", answer.value());
    }

    /** Throws what a script has thrown. */
    void raise(Guest error) {
        var unused = functions.call("raise", error.value());
    }

    /** Returns an error to throw in a script. */
    PolyglotException refusal(String reason, boolean isLimit) {
        try {
            var unused = functions.call("refuse", reason, isLimit);
        } catch (PolyglotException e) {
            return e;
        }
        throw new IllegalStateException("the prelude threw nothing");
    }

    /** Says whether an error was made by {@link #refusal} for a limit. */
    boolean isLimit(Guest error) {
        return functions.call("isLimit", error.value()).isTrue();
    }

    /** Returns an object's kind and its parts, of which there are so many at most. */
    Guest describe(Guest object, long most) {
        return functions.call("describe", object.value(), most);
    }

    boolean isBigInt(Guest number) {
        return functions.call("isBigInt", number.value()).isTrue();
    }

    /** Returns how many UTF-16 units a text has, without making it whole. */
    long length(Guest text) {
        return functions.call("length", text.value()).number();
    }

    /** Returns a text, a number, a boolean or null as scripts have it. */
    Guest of(@Nullable Object plain) {
        return new Guest(context.asValue(plain));
    }

    /** Makes a value, by the function for it, of parts that are plain or in the machine. */
    Guest make(String function, Object... parts) {
        return functions.call(
                function,
                Arrays.stream(parts)
                        .map(part -> part instanceof Guest guest ? guest.value() : part)
                        .toArray());
    }
}
