package org.mesophyll.js;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.HostRefusal;
import org.mesophyll.client.script.Script;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

class JsVmTest extends JsTest {
    @Test
    void answers_the_last_value_of_a_script() {
        assertThat(value("let x = 20; if (x) x + 1")).isEqualTo(Value.of(21));
    }

    @Test
    void forgets_what_a_script_declares_by_let_and_keeps_what_it_declares_by_var() {
        value("let x = 1; var y = 2");

        assertThat(value("let x = 3; typeof x + y")).isEqualTo(Value.of("number2"));
    }

    @Test
    void keeps_what_a_script_of_the_program_declares() {
        load("let x = 1; const f = () => ++x");

        assertThat(value("f()")).isEqualTo(Value.of(2));
        assertThat(value("x")).isEqualTo(Value.of(2));
    }

    @Test
    void waits_for_promises() {
        load("""
                on('Greet', async event => { await null; return 'hello, ' + event.data; });
                const ready = (async () => { await null; globalThis.late = 1; })();
                ready
                """);

        assertThat(value(vm().handle(EVENT))).isEqualTo(Value.of("hello, Ada"));
        assertThat(value("(async () => { await null; return event.data + late; })()"))
                .isEqualTo(Value.of("Ada1"));
    }

    @Test
    void takes_the_first_answer_of_handlers_some_of_which_wait() {
        load("""
                on('Greet', async () => { await null; });
                on('Greet', async () => { await null; return 'second'; });
                on('Greet', () => 'third');
                """);

        assertThat(value(vm().handle(EVENT))).isEqualTo(Value.of("second"));
    }

    @Test
    void runs_handlers_one_after_the_other() {
        load("""
                globalThis.order = '';
                on('Greet', async () => { order += 1; await null; order += 2; });
                on('Greet', () => { order += 3; });
                """);
        value(vm().handle(EVENT));

        assertThat(value("order")).isEqualTo(Value.of("123"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"new Promise(() => { })", "(async () => { await new Promise(() => { }); })()"})
    void refuses_a_promise_that_nothing_will_settle(String code) {
        ScriptFailure failure = failure(code);

        assertThat(failure)
                .isEqualTo(new ScriptFailure(
                        Kind.RUNTIME, "the answer is a promise that nothing will settle", "test", ""));
        assertThat(failure(vm().load(new Script("program", code))).place()).isEqualTo("program");
        assertThat(value("1")).isEqualTo(Value.of(1));
    }

    @Test
    void says_where_a_promise_failed() {
        ScriptFailure failure = failure("(async () => {\n await null;\n throw new TypeError('late'); })()");

        assertThat(failure.message()).isEqualTo("TypeError: late");
        assertThat(failure.place()).isEqualTo("test:3");
        assertThat(failure(vm().load(new Script("program", "Promise.reject(new Error('no'))")))
                        .message())
                .isEqualTo("Error: no");
    }

    @Test
    void does_not_mind_a_rejection_that_nobody_hears_of() {
        assertThat(value("Promise.reject(new Error('no')); 1")).isEqualTo(Value.of(1));
    }

    @Test
    void names_the_script_if_no_call_of_one_is_known() {
        assertThat(failure("Symbol()").place()).isEqualTo("test");
        assertThat(failure("Promise.reject('a text')"))
                .isEqualTo(new ScriptFailure(Kind.RUNTIME, "a text", "test", ""));
    }

    @Test
    void says_where_something_was_thrown_that_is_no_error() {
        assertThat(failure("\nthrow 'a text'"))
                .extracting(ScriptFailure::message, ScriptFailure::place)
                .containsExactly("a text", "test:2");
        assertThat(failure("throw {code: 3}").place()).isEqualTo("test:1");
    }

    @Test
    void says_where_a_script_failed_whose_name_has_blanks() {
        ScriptFailure failure = failure(vm().run(new Script("my 'own' script\n", "\nnull.x"), EVENT));

        assertThat(failure.place()).isEqualTo("my__own__script_:2");
    }

    @Test
    void tells_an_error_of_syntax_that_a_script_raised_from_a_text_that_is_no_script() {
        assertThat(failure("JSON.parse('{')").kind()).isEqualTo(Kind.RUNTIME);
        assertThat(failure("eval('let = ;')").kind()).isEqualTo(Kind.RUNTIME);
        assertThat(failure("import x from 'y'").kind()).isEqualTo(Kind.SYNTAX);
    }

    @Test
    void bounds_what_it_says_of_an_error() {
        assertThat(failure("throw new Error('x'.repeat(1e6))").message()).hasSize(4_000);
    }

    @Test
    void refuses_what_is_no_handler() {
        assertThat(failure("on('Greet', 1)").message()).isEqualTo("TypeError: a handler is a function");
        assertThat(failure("on(1, () => 1)").message()).isEqualTo("TypeError: an event's name is a string");
    }

    @Test
    void has_handlers_for_events_whatever_they_are_called() {
        load("for (const name of ['__proto__', 'constructor', 'size', '']) on(name, e => e.name + '!')");

        for (String name : new String[] {"__proto__", "constructor", "size"}) {
            assertThat(value(vm().handle(Event.of(name, Value.ofNull())))).isEqualTo(Value.of(name + "!"));
        }
    }

    @Test
    void logs_what_is_written_to_the_console() {
        StringBuilder log = new StringBuilder();
        use(open(new HostApi(Map.of("log", arguments -> {
            log.append(((Value.Text) arguments.get(0)).value()).append('\n');
            return Value.ofNull();
        }))));

        value("console.log('a', 1, true, null, [2, 3]); console.error('b')");

        assertThat(log).hasToString("a 1 true null [2,3]\nb\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a: {b: [1, 'x', null]}} | {\"a\":{\"b\":[1,\"x\",null]}}",
                "Object.create(null) | {}",
                "new Map([['k', 1n]]) | [[\"k\",\"1\"]]",
                "new Set([1]) | [1]",
                "new RangeError('no') | RangeError: no",
                "Symbol('s') | Symbol(s)",
                "1n | 1",
                "undefined | undefined",
                "function f() {} | [function f]",
                "{get x() { throw 1; }} | [object]",
                "(() => { const a = []; a.push(a); return a; })() | [object]",
                "{toString() { throw 1; }, a: 1} | {\"a\":1}",
            })
    void says_something_useful_of_whatever_is_written_to_the_console(String word, String line) {
        StringBuilder log = new StringBuilder();
        use(open(new HostApi(Map.of("log", arguments -> {
            log.append(((Value.Text) arguments.get(0)).value());
            return Value.ofNull();
        }))));

        assertThat(value("console.log(" + word + "); 1")).isEqualTo(Value.of(1));

        assertThat(log).hasToString(line);
    }

    @Test
    void writes_half_of_a_surrogate_pair_and_a_long_word_to_the_console() {
        StringBuilder log = new StringBuilder();
        use(open(new HostApi(Map.of("log", arguments -> {
            log.append(((Value.Text) arguments.get(0)).value());
            return Value.ofNull();
        }))));

        value("console.log('\\ud83d', 'x'.repeat(2e6))");

        assertThat(log).hasToString("\ufffd " + "x".repeat(500));
    }

    @Test
    void keeps_kind_place_and_line_of_an_error_however_long_its_text_is() {
        for (String shift : new String[] {"", "x"}) {
            ScriptFailure failure = failure(run("\nthrow new Error('" + shift + "' + '😀'.repeat(3000))"));

            assertThat(failure.kind()).isEqualTo(Kind.RUNTIME);
            assertThat(failure.place()).isEqualTo("test:2");
            assertThat(failure.message()).contains("😀😀").doesNotContain("\ufffd");
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(failure.message()))
                    .isTrue();
        }
        assertThat(failure(run("throw new Error('\\ud83d!')")).message()).endsWith("\ufffd!");
    }

    @Test
    void says_that_a_detached_buffer_cannot_leave_the_script() {
        String detached = "const bytes = new Uint8Array(8); bytes.buffer.transfer(); ";

        ScriptFailure failure = failure(run(detached + "bytes"));

        assertThat(failure.kind()).isEqualTo(Kind.RUNTIME);
        assertThat(failure.message()).contains("whose buffer was detached");
        assertThat(vm().isUsable()).isTrue();
        assertThat(value("new Uint8Array(0)")).isEqualTo(Value.of(new byte[0]));
    }

    @Test
    void writes_to_no_console_without_the_capability() {
        assertThat(value("console.log('a'); typeof log")).isEqualTo(Value.of("undefined"));
    }

    @Test
    void calls_the_host_from_a_promise_and_raises_its_refusal_there() {
        use(open(new HostApi(Map.of("ask", arguments -> {
            throw new HostRefusal("not today");
        }))));

        assertThat(value("(async () => { await null; try { ask() } catch (e) { return e instanceof Error } })()"))
                .isEqualTo(Value.of(true));
    }

    @Test
    void keeps_the_words_of_a_defect_of_the_host_from_scripts() {
        use(open(new HostApi(Map.of("ask", arguments -> {
            throw new IllegalStateException("of the host only");
        }))));

        assertThat(value("try { ask() } catch (e) { '' + e + e.stack }").toString())
                .doesNotContain("of the host only");
        assertThat(failure("ask()").message()).isEqualTo("Error: the host failed");
    }

    @Test
    void has_dates_and_texts_of_no_place() {
        assertThat(value("new Date(0).getHours() + new Date(0).toLocaleDateString()"))
                .isEqualTo(Value.of("01/1/1970"));
    }
}
