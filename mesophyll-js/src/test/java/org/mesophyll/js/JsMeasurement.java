package org.mesophyll.js;

import java.util.List;
import org.mesophyll.client.script.ScriptMeasurement;

/**
 * What machines cost: {@code mvn -pl mesophyll-js -am test -Dtest=JsMeasurement -Dsurefire.failIfNoSpecifiedTests=false
 * -Djacoco.skip}.
 */
class JsMeasurement extends ScriptMeasurement {
    JsMeasurement() {
        super(JsTest.ENGINE);
    }

    @Override
    protected String program() {
        return "on('Greet', e => e.data)";
    }

    @Override
    protected String fib() {
        return "const f = n => n < 2 ? n : f(n - 1) + f(n - 2); f(27)";
    }

    @Override
    protected String hostCalls() {
        return "const s = 'x'.repeat(256); for (let i = 0; i < 1000; i++) echo(s);";
    }

    @Override
    protected List<String> endless() {
        return List.of(
                "while (true) { }",
                "while (true) try { while (true) { } } catch { }",
                "/((a+)+)+\\1b/.test('a'.repeat(60))",
                "const t = Array.from({length: 2e5}, (_, i) => i * 7919 % 200003); while (true) t.sort((a, b) => a - b)");
    }
}
