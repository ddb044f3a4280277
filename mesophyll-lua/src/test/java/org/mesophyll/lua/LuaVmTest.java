package org.mesophyll.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.HostRefusal;
import org.mesophyll.client.script.Script;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

class LuaVmTest extends LuaTest {
    @Test
    void answers_the_value_of_an_expression() {
        assertThat(value("6 * 7")).isEqualTo(Value.of(42));
    }

    @Test
    void answers_what_a_script_returns() {
        assertThat(value("local x = 20\nreturn x + 1")).isEqualTo(Value.of(21));
    }

    @Test
    void answers_null_if_a_script_returns_nothing() {
        assertThat(value("local x = 1")).isEqualTo(Value.ofNull());
    }

    @Test
    void has_the_event_in_reach_of_a_script() {
        assertThat(value("event.name .. ' ' .. event.data")).isEqualTo(Value.of("Greet Ada"));
    }

    @Test
    void keeps_the_event_of_one_script_out_of_the_next() {
        value("remembered = event.name");

        assertThat(value("rawget(_G, 'event')")).isEqualTo(Value.ofNull());
        assertThat(value("remembered")).isEqualTo(Value.of("Greet"));
    }

    @Test
    void has_handlers_answer_the_events_that_they_are_for() {
        load("on('Greet', function(event) return 'hello, ' .. event.data end)");

        assertThat(value(vm().handle(EVENT))).isEqualTo(Value.of("hello, Ada"));
        assertThat(value(vm().handle(Event.of("Other", Value.ofNull())))).isEqualTo(Value.ofNull());
    }

    @Test
    void runs_all_handlers_of_an_event_and_takes_the_first_answer() {
        load("""
                heard = 0
                on('Greet', function() heard = heard + 1 end)
                on('Greet', function() heard = heard + 1 return 'second' end)
                on('Greet', function() heard = heard + 1 return 'third' end)
                """);

        assertThat(value(vm().handle(EVENT))).isEqualTo(Value.of("second"));
        assertThat(value("heard")).isEqualTo(Value.of(3));
    }

    @Test
    void says_where_a_text_is_no_script() {
        ScriptFailure failure = failure("local x =\n= 3");

        assertThat(failure.kind()).isEqualTo(Kind.SYNTAX);
        assertThat(failure.place()).isEqualTo("test:2");
        assertThat(failure.message()).contains("unexpected symbol");
    }

    @Test
    void says_where_a_script_failed_and_who_had_called() {
        ScriptFailure failure = failure("""
                local function inner()
                  error('no')
                end
                local function outer()
                  inner()
                  return 1
                end
                return outer()
                """);

        assertThat(failure.kind()).isEqualTo(Kind.RUNTIME);
        assertThat(failure.message()).isEqualTo("no");
        assertThat(failure.place()).isEqualTo("test:2");
        assertThat(failure.stack().lines())
                .hasSizeGreaterThanOrEqualTo(2)
                .first()
                .asString()
                .startsWith("test:2");
        assertThat(failure.stack()).contains("test:5").doesNotContain("[C]", "prelude", "mesophyll");
    }

    @Test
    void stays_usable_after_an_error() {
        failure("error('no')");

        assertThat(vm().isUsable()).isTrue();
        assertThat(value("1")).isEqualTo(Value.of(1));
    }

    @Test
    void makes_a_text_of_an_error_that_is_none() {
        assertThat(failure("error({code = 3})").message()).startsWith("table: ");
        assertThat(failure("error(setmetatable({}, {__tostring = function() return 'own words' end}))")
                        .message())
                .isEqualTo("own words");
    }

    @Test
    void calls_the_host_by_dotted_names() {
        use(open(new HostApi(Map.of(
                "sum", arguments -> Value.of(number(arguments, 0) + number(arguments, 1)),
                "kv.get", arguments -> Value.of("of " + ((Value.Text) arguments.get(0)).value())))));

        assertThat(value("sum(40, 2)")).isEqualTo(Value.of(42));
        assertThat(value("kv.get('a')")).isEqualTo(Value.of("of a"));
    }

    @Test
    void lets_a_script_go_on_when_the_host_refused() {
        use(open(new HostApi(Map.of("ask", arguments -> {
            throw new HostRefusal("not today");
        }))));

        assertThat(value("select(2, pcall(ask))")).isEqualTo(Value.of("not today"));
        ScriptFailure failure = failure("local f = function()\n ask() end f()");
        assertThat(failure.place()).isEqualTo("test:2");
        assertThat(failure.message()).isEqualTo("not today");
    }

    @Test
    void tells_a_limit_that_a_script_has_caught_from_its_own_error_after_that() {
        use(open(new HostApi(Map.of("take", arguments -> Value.ofNull()))));
        String caught = "local ok = pcall(take, string.rep('x', 2 << 20)) assert(not ok) ";

        assertThat(failure("take(string.rep('x', 2 << 20))").kind()).isEqualTo(Kind.LIMIT);
        assertThat(failure(caught + "error('own')").kind()).isEqualTo(Kind.RUNTIME);
        assertThat(value(caught + "return 1")).isEqualTo(Value.of(1));
    }

    @Test
    void calls_the_host_from_a_coroutine() {
        use(open(new HostApi(Map.of("twice", arguments -> Value.of(2 * number(arguments, 0))))));

        assertThat(value("coroutine.wrap(function() coroutine.yield(twice(21)) end)()"))
                .isEqualTo(Value.of(42));
    }

    @Test
    void prints_to_the_log_of_the_host() {
        StringBuilder log = new StringBuilder();
        use(open(new HostApi(Map.of("log", arguments -> {
            log.append(((Value.Text) arguments.get(0)).value());
            return Value.ofNull();
        }))));

        value("print('a', 1, true, nil)");

        assertThat(log).hasToString("a\t1\ttrue\tnil");
    }

    @Test
    void keeps_what_scripts_remember_between_calls() {
        value("count = 1");

        assertThat(value("count + 1")).isEqualTo(Value.of(2));
    }

    @Test
    void runs_nothing_once_it_is_closed() {
        vm().close();

        assertThat(failure("1").kind()).isEqualTo(Kind.STOPPED);
    }

    private void load(String code) {
        assertThat(value(vm().load(new Script("program", code)))).isEqualTo(Value.ofNull());
    }

    private static long number(List<Value> arguments, int index) {
        return ((Value.Int64) arguments.get(index)).value();
    }
}
