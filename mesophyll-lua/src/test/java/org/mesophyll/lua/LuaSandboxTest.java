package org.mesophyll.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.client.script.ScriptOutcome;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.value.Value;

class LuaSandboxTest extends LuaTest {
    /** Far more than a stop takes, for a machine that is busy. */
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    @ParameterizedTest
    @FieldSource("HUNGRY")
    void keeps_memory_under_its_cap_and_stays_usable(String code) {
        ScriptFailure failure = failure(code);

        assertThat(failure.kind() == Kind.LIMIT || failure.message().contains("too"))
                .as(failure.toString())
                .isTrue();
        assertThat(vm().memoryBytes()).isLessThanOrEqualTo(VmLimits.DEFAULT.memoryBytes());
        assertThat(value("1")).isEqualTo(Value.of(1));
    }

    @Test
    void lets_a_script_not_catch_its_way_around_the_cap() {
        assertThat(value("local ok for _ = 1, 20 do ok = pcall(string.rep, 'x', 1 << 26) end return ok"))
                .isEqualTo(Value.of(false));
        assertThat(vm().memoryBytes()).isLessThanOrEqualTo(VmLimits.DEFAULT.memoryBytes());
    }

    @Test
    void names_the_limit_when_the_stack_of_its_thread_ends_first() throws Exception {
        FutureTask<ScriptOutcome> call = new FutureTask<>(
                () -> run("local function f(n) return pcall(f, n + 1) and error('deep') end f(1) return f"));

        new Thread(null, call, "shallow", 256 << 10).start();

        assertThat(failure(call.get(GENEROUS.toSeconds(), TimeUnit.SECONDS)).message())
                .contains("nested deeper than the thread's stack allows");
        assertThat(vm().isUsable()).isFalse();
    }

    @Test
    void loads_no_bytecode() {
        assertThat(value("select(2, load('\\x1bLua'))")).isInstanceOf(Value.Text.class);
        assertThat(value("load('\\x1bLua', 'x', 'b')")).isEqualTo(Value.ofNull());
        assertThat(value("load('return 7', 'x', 'b', {})()")).isEqualTo(Value.of(7));
        assertThat(value("load('return x', 'x', 't', {x = 8})()")).isEqualTo(Value.of(8));
    }

    @Test
    void refuses_to_tune_the_collector() {
        assertThat(failure("collectgarbage('stop')").message()).contains("collect or count");
        assertThat(value("collectgarbage('count') > 0")).isEqualTo(Value.of(true));
    }

    @Test
    void hides_the_metatables_of_its_kinds() {
        assertThat(value("getmetatable(u64(1))")).isEqualTo(Value.of("u64"));
        assertThat(failure("setmetatable(u64(1), {})").message()).contains("protected metatable");
    }

    @Test
    void does_not_break_on_values_that_a_script_has_forged() {
        assertThat(failure("local b = buffer('x') b[1] = 7 return b").message()).contains("changed to another type");
        assertThat(value("setmetatable({'x'}, {5})")).isEqualTo(Value.of(new byte[] {'x'}));
        assertThat(failure("setmetatable({}, {7})").message()).contains("another type");
        assertThat(value("setmetatable({}, {99})")).isEqualTo(new Value.Pairs(List.of()));
    }

    @Test
    void counts_in_64_bits() {
        assertThat(value("math.maxinteger + 1 == math.mininteger")).isEqualTo(Value.of(true));
        assertThat(value("9007199254740993")).isEqualTo(Value.of(9_007_199_254_740_993L));
        assertThat(((Value.Float64) value("1 / 3")).value()).isCloseTo(1 / 3.0, within(0.0));
    }
}
