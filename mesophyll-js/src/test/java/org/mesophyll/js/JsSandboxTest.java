package org.mesophyll.js;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.client.script.ScriptOutcome;
import org.mesophyll.client.script.ScriptThreads;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

class JsSandboxTest extends JsTest {
    /** Far more than a stop takes, for a machine that is busy. */
    private static final long GENEROUS_SECONDS = 20;

    @Test
    void ends_a_call_that_allocates_more_than_it_may() {
        VmLimits limits = new VmLimits(20 << 20, 64, 1 << 20, 16 << 20);
        use(open(HostApi.NONE, limits));

        ScriptFailure failure = failure("while (true) try { while (true) new Array(100).fill(0); } catch { }");

        assertThat(failure)
                .isEqualTo(ScriptFailure.of(Kind.LIMIT, "allocation: the limit is 16777216 bytes in a call"));
        assertThat(vm().isUsable()).isFalse();
        assertThat(failure("1")).isEqualTo(failure);
    }

    @Test
    void counts_what_is_allocated_for_each_call_anew() {
        value("Array.from({length: 10000}, (_, i) => [i]).length"); // has the classes loaded that it takes
        use(open(HostApi.NONE, new VmLimits(20 << 20, 64, 1 << 20, 16 << 20)));

        for (int i = 0; i < 50; i++) {
            assertThat(value("Array.from({length: 10000}, (_, i) => [i]).length"))
                    .isEqualTo(Value.of(10_000));
        }
    }

    @Test
    void keeps_its_first_reason_when_it_is_stopped_again() {
        vm().stop();
        vm().stop();
        vm().close();

        assertThat(failure("1")).isEqualTo(ScriptFailure.of(Kind.STOPPED, "the script was stopped"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"import('fs')", "import('./x.mjs')", "import('https://localhost/x.mjs')"})
    void imports_nothing(String code) {
        assertThat(failure(code).kind()).isEqualTo(Kind.RUNTIME);
        assertThat(value(code + ".catch(e => 'refused')")).isEqualTo(Value.of("refused"));
    }

    @Test
    void shows_a_script_no_class_of_the_host() {
        use(open(new HostApi(Map.of("ask", arguments -> Value.of(1)))));

        assertThat(
                        value(
                                "Object.getOwnPropertyNames(globalThis).filter(name => /java|graal|polyglot|package/i.test(name)).length"))
                .isEqualTo(Value.of(0));
        assertThat(value("typeof ask + Object.prototype.toString.call(ask) + ask.constructor.name"))
                .isEqualTo(Value.of("function[object Function]Function"));
    }

    @Test
    void gives_what_a_script_evaluates_no_more_than_it_has() {
        assertThat(value("eval('typeof Java') + Function('return typeof Polyglot')() + (0, eval)('typeof load')"))
                .isEqualTo(Value.of("undefinedundefinedundefined"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Object.prototype.get = () => { throw 'polluted'; }; Object.prototype.value = 5; Object.prototype.open = true",
                "Object.defineProperty(Object.prototype, 'failed', {get() { return true; }})",
                "Array.prototype[Symbol.iterator] = () => { throw 'polluted'; }",
                "Array.prototype.push = Array.prototype.join = Array.prototype.slice = () => 'polluted'",
                "Object.defineProperty(Array.prototype, '0', {set() { throw 'polluted'; }})",
                "Map.prototype.forEach = Map.prototype.entries = Map.prototype.get = Map.prototype.set = () => 'polluted'",
                "Map.prototype[Symbol.iterator] = () => { throw 'polluted'; }",
                "WeakMap.prototype.get = () => ['ZONE', 'polluted']",
                "Promise.prototype.then = () => 'polluted'; Promise.resolve = () => 'polluted'",
                "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => 'polluted'",
                "Reflect.apply = Reflect.defineProperty = Object.keys = Object.freeze = Array.isArray = () => 'polluted'",
                "Object.defineProperty(Map, Symbol.hasInstance, {value: () => true})",
                "Object.defineProperty(globalThis, 'Error', {value: 1}); String = Number = BigInt = Object = Array = Map = null",
                "String.prototype.split = String.prototype.charCodeAt = () => 'polluted'; String.fromCharCode = null",
                "Uint8Array.prototype.__proto__.length = 7; Object.setPrototypeOf(Uint8Array.prototype, null)",
                "Float = Unsigned = Vector = Timestamp = Interval = Zone = TextMap = null",
                "Float.prototype.valueOf = Zone.prototype.toString = () => { throw 'polluted'; }",
                "eval = on = null"
            })
    void keeps_what_a_script_does_to_its_globals_from_what_the_host_does(String pollution) {
        use(open(new HostApi(Map.of("echo", arguments -> arguments.get(0)))));
        load("on('Echo', async event => echo(event.data))");
        Value data = Value.list(
                Value.of("text"),
                Value.of(1),
                Value.of(2.0),
                Value.of(Long.MAX_VALUE),
                new Value.UInt64(-1),
                Value.of(new byte[] {1, -1}),
                new Value.Vector(1, 2, 3),
                Value.map(Map.of("a", Value.list())),
                new Value.Pairs(List.of(new Value.Pair(Value.of(1), Value.of(2)))),
                new Value.TextMap(Map.of("a", "b")),
                new Value.Zone("Europe/Paris"),
                new Value.Timestamp(Instant.ofEpochSecond(1, 2)),
                new Value.Interval(Duration.ofSeconds(1, 2)));
        var unused = run(pollution);

        assertThat(value(vm().handle(Event.of("Echo", data)))).isEqualTo(data);
        assertThat(value(run("event.data", Event.of("Echo", data)))).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Object.create(Float.prototype)",
                "Object.create(Map.prototype)",
                "Object.create(TextMap.prototype)",
                "Object.create(Date.prototype)",
                "Object.create(Uint8Array.prototype)",
                "new Proxy(new Float(1), {})",
                "new Proxy(new Map(), {})",
                "new Proxy([], {get: () => -1})",
                "new Proxy([], {get: () => 'x'})",
                "new Proxy([], {get: () => ({})})",
                "new Proxy({}, {ownKeys: () => [1]})",
                "(() => { const {proxy, revoke} = Proxy.revocable([], {}); revoke(); return proxy; })()",
                "({get a() { throw new Error('no'); }})",
                "Object.setPrototypeOf(new Zone('UTC'), Map.prototype).x.y",
                "({then: 1, get then() { throw new Error('no'); }})",
                "new Uint8Array(new ArrayBuffer(8, {maxByteLength: 16}), 16, 1)"
            })
    void fails_in_the_script_alone_for_values_that_it_has_forged(String code) {
        ScriptOutcome outcome = run(code);

        if (outcome instanceof ScriptOutcome.Failed failed) {
            assertThat(failed.failure().kind()).isEqualTo(Kind.RUNTIME);
        }
        assertThat(value("1")).isEqualTo(Value.of(1));
    }

    @Test
    void cannot_make_a_kind_that_says_what_it_is_not() {
        assertThat(value("class F extends Zone { constructor() { super('UTC'); } } new F()"))
                .isEqualTo(new Value.Zone("UTC"));
        assertThat(failure(
                                "new Float(1).value = 2; 'use strict'; Object.defineProperty(new Float(1), 'value', {value: 3})")
                        .message())
                .contains("TypeError");
    }

    @Test
    void stops_a_call_without_waiting_for_it_and_takes_its_interrupt_back() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        use(open(new HostApi(Map.of("hold", arguments -> {
            called.countDown();
            awaitWhateverComes(mayEnd);
            return Value.ofNull();
        }))));
        FutureTask<Boolean> interruptedAfter = new FutureTask<>(() -> {
            assertThat(failure("hold()").kind()).isEqualTo(Kind.STOPPED);
            return Thread.currentThread().isInterrupted();
        });
        new ScriptThreads().newThread(interruptedAfter).start();
        assertThat(called.await(GENEROUS_SECONDS, TimeUnit.SECONDS)).isTrue();

        FutureTask<Boolean> stop = new FutureTask<>(() -> vm().stop(), true);
        new Thread(stop).start();
        assertThat(stop.get(GENEROUS_SECONDS, TimeUnit.SECONDS)).isTrue(); // though the call cannot end yet
        mayEnd.countDown();

        assertThat(interruptedAfter.get(GENEROUS_SECONDS, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void starts_no_thread_that_keeps_a_process_alive() {
        value("1");
        vm().stop();
        vm().close();

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("mesophyll-js"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }

    /** Waits as code does that minds interrupts later. */
    private static void awaitWhateverComes(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
        Thread.currentThread().interrupt();
    }
}
