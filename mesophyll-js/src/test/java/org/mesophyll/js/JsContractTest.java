package org.mesophyll.js;

import java.util.List;
import org.mesophyll.client.script.Phrase;
import org.mesophyll.client.script.ScriptEngineContract;

class JsContractTest extends ScriptEngineContract {
    JsContractTest() {
        super(JsTest.ENGINE);
    }

    @Override
    protected String code(Phrase phrase) {
        return switch (phrase) {
            case EXPRESSION -> "6 * 7";
            case STATEMENT -> "let x = 1";
            case NAME_AND_DATA -> "event.name + ' ' + event.data";
            case DATA -> "event.data";
            case DATA_IN_LIST -> "[event.data, 1]";
            case KEEP -> "globalThis.kept = event.data";
            case KEPT -> "globalThis.kept";
            case GREETER -> "on('Greet', event => 'hello, ' + event.data)";
            case LOOKS_FOR_EVENT -> "on('Greet', () => 'event' in globalThis)";
            case THREE_HANDLERS -> """
                    var kept = 0;
                    on('Greet', () => { kept++; });
                    on('Greet', async () => { kept++; return 'second'; });
                    on('Greet', () => { kept++; return 'third'; });
                    """;
            case FAILING_HANDLER -> "on('Greet', event => {\n throw new Error('no'); })";
            case NO_SCRIPT -> "let x =\n = 3";
            case FAILURE -> """
                    function inner() {
                      throw new Error('no');
                    }
                    function outer() {
                      inner();
                    }
                    outer();
                    """;
            case SUM -> "sum(40, 2)";
            case GET -> "kv.get('a')";
            case ASK -> "(() => {\n ask(); })()";
            case CAUGHT_ASK -> "try { ask() } catch (e) { e.message }";
            case TAKE_TOO_MUCH -> "take('x'.repeat(2000000))";
            case OWN_ERROR_AFTER_TAKE -> "try { take('x'.repeat(2000000)) } catch (e) { throw new Error('own') }";
            case CAUGHT_HOLD -> "try { hold() } catch (e) { } while (true) { }";
            case MANY_TASKS -> """
                    let n = 0;
                    for (let i = 0; i < 100000; i++) Promise.resolve().then(() => { n++; });
                    (async () => { await null; return n; })()
                    """;
            case POLLUTION -> """
                    globalThis.kept = 1;
                    String.prototype.toUpperCase = () => 'polluted';
                    Array.prototype.join = () => 'polluted';
                    Object.prototype.polluted = 'polluted';
                    Array.prototype[Symbol.iterator] = function* () { yield 'polluted'; };
                    """;
            case CLEAN -> "['a', ...'b'].join('').toUpperCase() + (globalThis.polluted ?? '')";
            case BOMB -> "while (true) try { let t = []; while (true) t.push('x'.repeat(1000) + t.length); } catch { }";
            case TEXT_OF_4000 -> "'x'.repeat(4000)";
            case TEXT_OF_4096 -> "'x'.repeat(4096)";
            case LIST_OF_300 -> "Array.from({length: 300}, (_, i) => i)";
            case LIST_OF_TWINS -> "let t = ['x']; for (let i = 0; i < 40; i++) t = [t, t]; t";
            case DEEP_LIST -> "let t = []; for (let i = 0; i < 64; i++) t = [t]; t";
            case LESS_DEEP_LIST -> "let t = []; for (let i = 0; i < 62; i++) t = [t]; t";
            case LIST_IN_ITSELF -> "let t = []; t[0] = t; t";
            case FUNCTION -> "on";
        };
    }

    @Override
    protected List<String> endless() {
        return List.of(
                "while (true) { }",
                "for (;;) { }",
                "while (true) try { while (true) { } } catch { } finally { while (true) { } }",
                "(async () => { while (true) await null; })()",
                "(async () => { try { while (true) { } } finally { while (true) { } } })()",
                "const g = (function* () { while (true) yield 1; })(); for (const x of g) { }",
                "({get a() { while (true) { } }}).a",
                "({toString() { while (true) { } }}) + ''",
                "({get data() { while (true) { } }})",
                "new Proxy([], {get: () => { while (true) { } }})",
                "/(?=(a+)+\\1b)/.test('a'.repeat(40))",
                "/((a+)+)+\\1b/.test('a'.repeat(60))",
                "const t = Array.from({length: 200000}, (_, i) => i * 7919 % 200003); while (true) t.sort((a, b) => a - b);",
                "const t = Array.from({length: 200000}, (_, i) => i * 7919 % 200003); while (true) t.toSorted();",
                "const t = new Float64Array(1e6); while (true) t.fill(1).sort();",
                "while (true) eval('1');",
                "while (true) new Function('return 1')();",
                "while (true) JSON.parse('[' + '1,'.repeat(1000) + '1]');",
                "let n = 3n; while (true) n = n ** 3n % (2n ** 4096n);");
    }

    @Override
    protected List<String> hungry() {
        return List.of(
                "let s = 'x'; while (true) s += s;",
                "let s = 'x'; while (true) { s += s; s.charCodeAt(s.length - 1); if (s.length > 1e7) s = 'x' + Math.random(); }",
                "const t = []; while (true) t.push({});",
                "const t = []; for (let i = 0; ; i++) t[i] = i;",
                "const t = []; while (true) try { t.push(new Array(1000).fill(t)); } catch { }",
                "const t = {}; for (let i = 0; ; i++) t['k' + i] = i;",
                "const t = new Map(); for (let i = 0; ; i++) t.set(i, [i]);",
                "const t = []; while (true) t.push(new Uint8Array(1 << 20));",
                "const f = () => Promise.resolve().then(f); f()",
                "const f = () => { for (let i = 0; i < 2; i++) Promise.resolve().then(f); }; f()",
                "let n = 3n; while (true) n = n ** 2n;",
                "const t = []; while (true) t.push(function () { return t; });");
    }

    @Override
    protected List<String> deep() {
        return List.of(
                "const f = () => 1 + f(); f()",
                "const t = {get a() { return this.a; }}; t.a",
                "const f = n => { try { f(n + 1); } finally { } }; f(1)",
                "const t = {toString() { return '' + t; }}; '' + t",
                "JSON.parse('['.repeat(1e6))",
                "let t = []; for (let i = 0; i < 1e5; i++) t = [t]; JSON.stringify(t)",
                "new RegExp('('.repeat(1e5))",
                "eval('('.repeat(1e5))",
                "new Proxy({}, {get: (t, k, self) => self[k + 'x']}).a");
    }

    @Override
    protected List<String> outside() {
        return List.of(
                "globalThis.Java",
                "globalThis.Packages",
                "globalThis.Polyglot",
                "globalThis.Graal",
                "globalThis.java",
                "globalThis.org",
                "globalThis.com",
                "globalThis.load",
                "globalThis.loadWithNewGlobal",
                "globalThis.print",
                "globalThis.printErr",
                "globalThis.require",
                "globalThis.process",
                "globalThis.module",
                "globalThis.WebAssembly",
                "globalThis.SharedArrayBuffer",
                "globalThis.Atomics",
                "globalThis.Worker",
                "globalThis.Realm",
                "globalThis.Debug",
                "globalThis.quit",
                "globalThis.exit",
                "globalThis.read",
                "globalThis.readLine",
                "globalThis.fetch",
                "globalThis.setTimeout",
                "globalThis.performance",
                "globalThis.arguments?.length || null",
                "Function('return this.Java')()",
                "on.constructor('return this.Java')()",
                "(0, eval)('this.Packages')",
                "on.class",
                "on.getClass",
                "({}).getClass");
    }
}
