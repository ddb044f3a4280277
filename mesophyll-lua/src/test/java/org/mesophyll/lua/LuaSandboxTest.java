package org.mesophyll.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.Script;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.client.script.ScriptOutcome;
import org.mesophyll.client.script.ScriptThreads;
import org.mesophyll.client.script.ScriptVm;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.value.Value;

class LuaSandboxTest extends LuaTest {
    /** Far more than a stop takes, for a machine that is busy. */
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool(new ScriptThreads());

    @AfterEach
    void end_threads() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true do end",
                "repeat until false",
                "while true do pcall(function() while true do end end) end",
                "local function f() return f() end f()",
                "while true do xpcall(error, function() while true do end end) end",
                "coroutine.wrap(function() while true do end end)()",
                "while true do coroutine.wrap(function() coroutine.yield() end)() end",
                "setmetatable({}, {__gc = function() while true do end end}) collectgarbage() while true do end",
                "return string.find(string.rep('a', 40000), string.rep('a?', 30) .. string.rep('.-', 20) .. 'b')",
                "return (string.rep('a', 30000)):gsub('.-.-.-.-b', '')",
                "local t = {} for i = 1, 200000 do t[i] = i * 7919 % 200003 end while true do table.sort(t) end",
                "local t = {} for i = 1, 1000 do t[i] = i end while true do table.concat(t) end",
                "local s = 'x' while true do s = s:rep(2):sub(1, 100) end",
                "for _ = 1, math.maxinteger do end"
            })
    void stops_whatever_runs(String code) throws Exception {
        Future<ScriptOutcome> outcome = threads.submit(() -> run(code));
        CountDownLatch passed = new CountDownLatch(1);
        assertThat(passed.await(100, TimeUnit.MILLISECONDS)).isFalse(); // lets it get into its loop

        vm().stop();

        ScriptFailure failure = failure(outcome.get(GENEROUS.toSeconds(), TimeUnit.SECONDS));
        assertThat(failure.kind()).isEqualTo(Kind.STOPPED);
        assertThat(vm().isUsable()).isFalse();
    }

    @Test
    void stops_a_call_of_the_host_and_leaves_its_thread_without_an_interrupt() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        use(open(new HostApi(Map.of("wait", arguments -> {
            called.countDown();
            new CountDownLatch(1).await();
            return Value.ofNull();
        }))));
        Future<Boolean> interruptedAfter = threads.submit(() -> {
            assertThat(failure("pcall(wait) return 1").kind()).isEqualTo(Kind.STOPPED);
            return Thread.currentThread().isInterrupted();
        });
        assertThat(called.await(GENEROUS.toSeconds(), TimeUnit.SECONDS)).isTrue();

        vm().stop();

        assertThat(interruptedAfter.get(GENEROUS.toSeconds(), TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void runs_nothing_once_it_was_stopped() {
        vm().stop();

        assertThat(failure("1").kind()).isEqualTo(Kind.STOPPED);
        assertThat(vm().isUsable()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local s = 'x' while true do s = s .. s end",
                "local t = {} while true do t[#t + 1] = {} end",
                "local t = {} for i = 1, math.maxinteger do t[i] = i end",
                "return string.rep('x', 1 << 30)",
                "return table.concat({string.rep('x', 15 << 20), string.rep('y', 15 << 20)})",
                "local t = {} for i = 1, 1e7 do t[i] = coroutine.create(function() end) end",
                "local t = table.pack(string.byte(string.rep('x', 900000), 1, -1)) return #t",
                "return string.format('%99.99f', 1):rep(1 << 24)"
            })
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local function f() return 1 + f() end return f()",
                "local t = setmetatable({}, {}) getmetatable(t).__index = function(s, k) return s[k .. 'x'] end return t.a",
                "local function f(n) return pcall(f, n + 1) and error('deep') end f(1) error('too deep')",
                "return string.rep('(', 500) .. load(string.rep('(', 500))()",
                "return string.gsub('x', string.rep('(', 40), '')"
            })
    void survives_deep_recursion(String code) throws Exception {
        ScriptOutcome outcome = threads.submit(() -> run(code)).get(GENEROUS.toSeconds(), TimeUnit.SECONDS);

        assertThat(failure(outcome).kind()).isIn(Kind.RUNTIME, Kind.LIMIT);
        assertThat(value("1")).isEqualTo(Value.of(1));
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
    void runs_a_hundred_thousand_coroutines() {
        assertThat(value("local n = 0 for i = 1, 1e5 do coroutine.wrap(function() n = n + 1 end)() end return n"))
                .isEqualTo(Value.of(100_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "os",
                "io",
                "debug",
                "package",
                "require",
                "dofile",
                "loadfile",
                "warn",
                "string.dump",
                "java",
                "luajava",
                "_G.os",
                "string.os"
            })
    void has_nothing_that_reaches_out(String name) {
        assertThat(value(name)).isEqualTo(Value.ofNull());
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
    void shows_a_tenant_nothing_of_another() {
        value("""
                secret = 1
                string.upper = function() return 'polluted' end
                getmetatable('').__index = function() return 'polluted' end
                _G.print = nil
                """);
        try (ScriptVm other = open(HostApi.NONE)) {
            use(other);

            assertThat(value("secret")).isEqualTo(Value.ofNull());
            assertThat(value("string.upper('a') .. ('b'):upper() .. type(print)"))
                    .isEqualTo(Value.of("ABfunction"));
        }
    }

    @Test
    void does_not_break_on_values_that_a_script_has_forged() {
        assertThat(failure("local b = buffer('x') b[1] = 7 return b").message()).contains("changed to another type");
        assertThat(value("setmetatable({'x'}, {5})")).isEqualTo(Value.of(new byte[] {'x'}));
        assertThat(failure("setmetatable({}, {7})").message()).contains("another type");
        assertThat(value("setmetatable({}, {99})")).isEqualTo(new Value.Pairs(List.of()));
    }

    @Test
    void answers_for_other_tenants_while_one_is_a_memory_bomb() throws Exception {
        List<ScriptVm> others = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            others.add(open(HostApi.NONE));
        }
        Future<ScriptOutcome> bomb = threads.submit(() -> run("while true do pcall(function()"
                + " local t = {} while true do t[#t + 1] = ('x'):rep(#t) end end) end"));

        for (ScriptVm other : others) {
            assertThat(value(other.run(new Script("other", "2"), EVENT))).isEqualTo(Value.of(2));
        }

        assertThat(bomb.isDone()).isFalse();
        vm().stop();
        assertThat(failure(bomb.get(GENEROUS.toSeconds(), TimeUnit.SECONDS)).kind())
                .isEqualTo(Kind.STOPPED);
    }

    @Test
    void counts_in_64_bits() {
        assertThat(value("math.maxinteger + 1 == math.mininteger")).isEqualTo(Value.of(true));
        assertThat(value("9007199254740993")).isEqualTo(Value.of(9_007_199_254_740_993L));
        assertThat(((Value.Float64) value("1 / 3")).value()).isCloseTo(1 / 3.0, within(0.0));
    }
}
