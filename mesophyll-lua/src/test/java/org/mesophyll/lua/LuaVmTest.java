package org.mesophyll.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.protocol.value.Value;

class LuaVmTest extends LuaTest {
    @Test
    void answers_what_a_script_returns() {
        assertThat(value("local x = 20\nreturn x + 1")).isEqualTo(Value.of(21));
    }

    @Test
    void says_what_is_wrong_in_the_words_of_the_language() {
        assertThat(failure("local x =\n= 3").message()).contains("unexpected symbol");
        assertThat(failure("error('no')").message()).isEqualTo("no");
    }

    @Test
    void answers_after_a_script_has_caught_a_limit() {
        use(open(new HostApi(Map.of("take", arguments -> Value.ofNull()))));

        assertThat(value("local ok = pcall(take, string.rep('x', 2 << 20)) assert(not ok) return 1"))
                .isEqualTo(Value.of(1));
    }

    @Test
    void makes_a_text_of_an_error_that_is_none() {
        assertThat(failure("error({code = 3})").message()).startsWith("table: ");
        assertThat(failure("error(setmetatable({}, {__tostring = function() return 'own words' end}))")
                        .message())
                .isEqualTo("own words");
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

    private static long number(List<Value> arguments, int index) {
        return ((Value.Int64) arguments.get(index)).value();
    }
}
