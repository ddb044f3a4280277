package org.mesophyll.js;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Source;
import org.mesophyll.client.script.Script;

/** Scripts as the engine takes them, under names that its errors repeat. */
final class JsSources {
    static final String LANGUAGE = "js";
    static final Source PRELUDE = prelude();

    private JsSources() {}

    static Source of(Script script) {
        return source(script.code(), script.name()).cached(false).buildLiteral();
    }

    /** Returns a script's code for {@code eval}, with a name by the means of the language: white space and quotes end it. */
    static String named(Script script) {
        return script.code() + "\n//# sourceURL=" + script.name().replaceAll("[\\s'\"]", "_");
    }

    private static Source prelude() {
        try (InputStream in = JsSources.class.getResourceAsStream("prelude.js")) {
            if (in == null) {
                throw new IllegalStateException("prelude.js is missing");
            }
            return source(new String(in.readAllBytes(), StandardCharsets.UTF_8), "prelude")
                    .buildLiteral();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Source.Builder source(String code, String name) {
        return Source.newBuilder(LANGUAGE, code, name);
    }
}
