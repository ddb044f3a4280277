package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.client.json.PlainValue;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.value.Value;

/** What every engine promises, whatever its language. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ScriptEngineContract extends WithMachine {
    /** Far more than a stop takes, for a machine that is busy. */
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private static final int OTHERS = 50;

    private final ExecutorService threads = Executors.newCachedThreadPool(new ScriptThreads());

    protected ScriptEngineContract(ScriptEngine engine) {
        super(engine);
    }

    /** Returns how the language says it. */
    protected abstract String code(Phrase phrase);

    /**
     * Returns scripts that do not end, each in another way: loops, also where errors are caught, tail calls, what runs when
     * nothing else does, patterns that backtrack, sorts.
     */
    protected abstract List<String> endless();

    /** Returns scripts that take memory until they are refused it. */
    protected abstract List<String> hungry();

    /** Returns scripts that call deeper and deeper. */
    protected abstract List<String> deep();

    /** Returns expressions that would be something if scripts could reach out of their machine. */
    protected abstract List<String> outside();

    @AfterAll
    void end_threads() {
        threads.shutdownNow();
    }

    @Test
    void answers_the_value_of_an_expression_and_null_for_a_statement() {
        assertThat(says(Phrase.EXPRESSION)).isEqualTo(Value.of(42));
        assertThat(says(Phrase.STATEMENT)).isEqualTo(Value.ofNull());
    }

    @Test
    void has_the_event_in_reach_of_the_script_that_it_came_with_only() {
        load(code(Phrase.LOOKS_FOR_EVENT));
        assertThat(says(Phrase.NAME_AND_DATA)).isEqualTo(Value.of("Greet Ada"));
        says(Phrase.KEEP);

        assertThat(value(vm().handle(EVENT))).isEqualTo(Value.of(false));
        assertThat(value(run(code(Phrase.DATA), Event.of("Greet", Value.ofNull()))))
                .isEqualTo(Value.ofNull());
        assertThat(says(Phrase.KEPT)).isEqualTo(Value.of("Ada"));
    }

    @Test
    void has_handlers_answer_the_events_that_they_are_for() {
        load(code(Phrase.GREETER));

        assertThat(value(vm().handle(EVENT))).isEqualTo(Value.of("hello, Ada"));
        assertThat(value(vm().handle(Event.of("Other", Value.ofNull())))).isEqualTo(Value.ofNull());
    }

    @Test
    void runs_all_handlers_of_an_event_and_takes_the_first_answer() {
        load(code(Phrase.THREE_HANDLERS));

        assertThat(value(vm().handle(EVENT))).isEqualTo(Value.of("second"));
        assertThat(says(Phrase.KEPT)).isEqualTo(Value.of(3));
    }

    @Test
    void says_where_a_text_is_no_script() {
        ScriptFailure ofRun = failure(run(code(Phrase.NO_SCRIPT)));
        ScriptFailure ofLoad = failure(vm().load(new Script("program", code(Phrase.NO_SCRIPT))));

        assertThat(ofRun.kind()).isEqualTo(Kind.SYNTAX);
        assertThat(ofRun.place()).isEqualTo("test:2");
        assertThat(ofRun.message()).isNotBlank().doesNotContain("test:");
        assertThat(ofLoad).isEqualTo(new ScriptFailure(Kind.SYNTAX, ofRun.message(), "program:2", ofRun.stack()));
    }

    @Test
    void says_where_a_script_failed_and_who_had_called() {
        ScriptFailure failure = failure(run(code(Phrase.FAILURE)));

        assertThat(failure.kind()).isEqualTo(Kind.RUNTIME);
        assertThat(failure.message()).endsWith("no");
        assertThat(failure.place()).isEqualTo("test:2");
        assertThat(failure.stack().lines())
                .hasSizeGreaterThanOrEqualTo(2)
                .first()
                .asString()
                .startsWith("test:2");
        assertThat(failure.stack()).contains("test:5").doesNotContain("prelude", "mesophyll", "java", "[C]");
    }

    @Test
    void says_where_a_script_of_the_program_failed() {
        assertThat(failure(vm().load(new Script("program", code(Phrase.FAILURE))))
                        .place())
                .isEqualTo("program:2");
        load(code(Phrase.FAILING_HANDLER));

        ScriptFailure failure = failure(vm().handle(EVENT));

        assertThat(failure.place()).isEqualTo("program:2");
        assertThat(failure.message()).endsWith("no");
    }

    @Test
    void stays_usable_after_an_error() {
        failure(run(code(Phrase.FAILURE)));

        assertThat(vm().isUsable()).isTrue();
        assertThat(says(Phrase.EXPRESSION)).isEqualTo(Value.of(42));
    }

    @Test
    void calls_the_host_by_dotted_names() {
        use(open(new HostApi(Map.of(
                "sum", arguments -> Value.of(number(arguments, 0) + number(arguments, 1)),
                "kv.get", arguments -> Value.of("of " + ((Value.Text) arguments.get(0)).value())))));

        assertThat(says(Phrase.SUM)).isEqualTo(Value.of(42));
        assertThat(says(Phrase.GET)).isEqualTo(Value.of("of a"));
    }

    @Test
    void lets_a_script_go_on_when_the_host_refused() {
        use(open(new HostApi(Map.of("ask", arguments -> {
            throw new HostRefusal("not today");
        }))));

        assertThat(says(Phrase.CAUGHT_ASK)).isEqualTo(Value.of("not today"));
        ScriptFailure failure = failure(run(code(Phrase.ASK)));
        assertThat(failure.kind()).isEqualTo(Kind.RUNTIME);
        assertThat(failure.place()).isEqualTo("test:2");
        assertThat(failure.message()).endsWith("not today");
    }

    @ParameterizedTest
    @MethodSource("beyond_a_limit_of_json")
    void has_a_script_catch_what_json_decode_refuses_and_goes_on(String json, String limit) {
        use(open(new HostApi(Map.of("ask", arguments -> decode(json)))));

        assertThat(says(Phrase.CAUGHT_ASK))
                .isInstanceOfSatisfying(
                        Value.Text.class, message -> assertThat(message.value()).contains(limit));
        ScriptFailure failure = failure(run(code(Phrase.ASK)));
        assertThat(failure.message()).contains(limit);
        assertThat(failure.place()).isEqualTo("test:2");
        assertThat(vm().isUsable()).isTrue();
        assertThat(says(Phrase.EXPRESSION)).isEqualTo(Value.of(42));
    }

    @ParameterizedTest
    @MethodSource("beyond_a_limit_of_json")
    void refuses_an_event_whose_json_goes_beyond_a_limit_and_handles_the_next(String json, String limit) {
        load(code(Phrase.GREETER));

        ScriptFailure failure = failure(vm().handle(new Event("Greet", null, new EventData.OfJsonText(json))));

        assertThat(failure.kind()).isEqualTo(Kind.LIMIT);
        assertThat(failure.message()).contains(limit);
        assertThat(vm().isUsable()).isTrue();
        assertThat(value(vm().handle(EVENT))).isEqualTo(Value.of("hello, Ada"));
    }

    static Stream<Arguments> beyond_a_limit_of_json() {
        return Stream.of(
                Arguments.of("[".repeat(1000) + "]".repeat(1000), "nests deeper than 64 levels"),
                Arguments.of("1".repeat(1101), "a number has 1101 characters, the limit is 1100"),
                Arguments.of("[1e999]", "a number is larger than a 64-bit float holds"),
                Arguments.of("{\"a\":\"\\ud83d\"}", "half of a surrogate pair"));
    }

    private static Value decode(String json) throws HostRefusal {
        try {
            return PlainValue.of(JsonText.parseLossy(json));
        } catch (MalformedJsonException e) {
            throw new HostRefusal(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void has_a_script_catch_that_the_host_failed_and_goes_on() {
        use(open(new HostApi(Map.of("ask", arguments -> {
            throw new ArithmeticException("a defect of the host");
        }))));

        assertThat(says(Phrase.CAUGHT_ASK)).isEqualTo(Value.of("the host failed"));
        assertThat(failure(run(code(Phrase.ASK))).message()).endsWith("the host failed");
        assertThat(vm().isUsable()).isTrue();
        assertThat(says(Phrase.EXPRESSION)).isEqualTo(Value.of(42));
    }

    static Stream<Error> errors() {
        return Stream.of(new OutOfMemoryError("of a test"), new StackOverflowError(), new NoClassDefFoundError("x"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void is_not_usable_after_an_error_of_the_virtual_machine_though_a_script_tries_to_catch_it(Error error) {
        use(open(new HostApi(Map.of("ask", arguments -> {
            throw error;
        }))));

        ScriptFailure failure = failure(run(code(Phrase.CAUGHT_ASK)));

        assertThat(failure.message()).isNotBlank().doesNotContain("org.mesophyll");
        assertThat(vm().isUsable()).isFalse();
        assertThat(failure(run(code(Phrase.EXPRESSION))).kind()).isNotNull();
        use(open(HostApi.NONE));
        assertThat(says(Phrase.EXPRESSION)).isEqualTo(Value.of(42));
    }

    @Test
    void takes_programs_with_a_byte_order_mark_and_a_first_line_for_the_shell() {
        assertThat(value("\ufeff" + code(Phrase.EXPRESSION))).isEqualTo(Value.of(42));
        assertThat(value("#!/usr/bin/env mesophyll\n" + code(Phrase.EXPRESSION)))
                .isEqualTo(Value.of(42));
        load("\ufeff#!/usr/bin/env mesophyll\r\n" + code(Phrase.GREETER));
        assertThat(value(vm().handle(EVENT))).isEqualTo(Value.of("hello, Ada"));
        assertThat(failure(run("#!/bin/sh\n" + code(Phrase.FAILURE))).place()).isEqualTo("test:3");
    }

    @Test
    void tells_a_limit_that_a_script_has_caught_from_its_own_error_after_that() {
        use(open(new HostApi(Map.of("take", arguments -> Value.ofNull()))));

        assertThat(failure(run(code(Phrase.TAKE_TOO_MUCH))).kind()).isEqualTo(Kind.LIMIT);
        assertThat(failure(run(code(Phrase.OWN_ERROR_AFTER_TAKE))).kind()).isEqualTo(Kind.RUNTIME);
        assertThat(says(Phrase.EXPRESSION)).isEqualTo(Value.of(42));
    }

    @Test
    void keeps_what_scripts_remember_between_calls() {
        says(Phrase.KEEP);

        assertThat(says(Phrase.KEPT)).isEqualTo(Value.of("Ada"));
    }

    @Test
    void runs_nothing_once_it_is_closed() {
        vm().close();

        assertThat(failure(run(code(Phrase.EXPRESSION))).kind()).isEqualTo(Kind.STOPPED);
        assertThat(vm().isUsable()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("endless")
    void stops_whatever_runs(String code) throws Exception {
        use(open(HostApi.NONE, ample()));
        Future<ScriptOutcome> outcome = threads.submit(() -> run(code));
        CountDownLatch passed = new CountDownLatch(1);
        assertThat(passed.await(100, TimeUnit.MILLISECONDS)).isFalse(); // lets it get into its loop

        vm().stop();

        assertThat(failure(of(outcome)).kind()).isEqualTo(Kind.STOPPED);
        assertThat(vm().isUsable()).isFalse();
    }

    @Test
    void stops_a_call_of_the_host_and_leaves_its_thread_without_an_interrupt() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        use(open(new HostApi(Map.of("hold", arguments -> {
            called.countDown();
            new CountDownLatch(1).await();
            return Value.ofNull();
        }))));
        Future<Boolean> interruptedAfter = threads.submit(() -> {
            assertThat(failure(run(code(Phrase.CAUGHT_HOLD))).kind()).isEqualTo(Kind.STOPPED);
            return Thread.currentThread().isInterrupted();
        });
        assertThat(called.await(GENEROUS.toSeconds(), TimeUnit.SECONDS)).isTrue();

        vm().stop();

        assertThat(of(interruptedAfter)).isFalse();
    }

    @Test
    void runs_nothing_once_it_was_stopped() {
        vm().stop();

        assertThat(failure(run(code(Phrase.EXPRESSION))).kind()).isEqualTo(Kind.STOPPED);
        assertThat(failure(vm().handle(EVENT)).kind()).isEqualTo(Kind.STOPPED);
        assertThat(vm().isUsable()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("hungry")
    void ends_a_script_that_takes_ever_more_memory(String code) throws Exception {
        use(open(HostApi.NONE, limits(1 << 20, 64 << 20)));

        ScriptFailure failure = failure(of(threads.submit(() -> run(code))));

        assertThat(failure.kind()).as(failure.toString()).isIn(Kind.LIMIT, Kind.RUNTIME);
        assertThat(failure.message()).isNotBlank();
        use(open(HostApi.NONE));
        assertThat(says(Phrase.EXPRESSION)).isEqualTo(Value.of(42));
    }

    @Test
    void answers_for_other_tenants_while_one_is_a_memory_bomb() throws Exception {
        List<ScriptVm> others = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            others.add(open(HostApi.NONE));
        }
        Future<ScriptOutcome> bomb = threads.submit(() -> run(code(Phrase.BOMB)));

        for (ScriptVm other : others) {
            assertThat(value(other.run(new Script("other", code(Phrase.EXPRESSION)), EVENT)))
                    .isEqualTo(Value.of(42));
            other.close();
        }

        vm().stop();
        assertThat(failure(of(bomb)).kind()).isIn(Kind.STOPPED, Kind.LIMIT);
    }

    @ParameterizedTest
    @MethodSource("deep")
    void survives_deep_recursion(String code) throws Exception {
        assertThat(failure(of(threads.submit(() -> run(code)))).kind()).isIn(Kind.RUNTIME, Kind.LIMIT);

        assertThat(says(Phrase.EXPRESSION)).isEqualTo(Value.of(42));
    }

    @Test
    void runs_a_hundred_thousand_tasks_of_a_script() {
        use(open(HostApi.NONE, ample()));

        assertThat(says(Phrase.MANY_TASKS)).isEqualTo(Value.of(100_000));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void has_nothing_that_reaches_out(String code) {
        assertThat(value(code)).isEqualTo(Value.ofNull());
    }

    @Test
    void shows_a_tenant_nothing_of_another() {
        var unused = run(code(Phrase.POLLUTION));
        use(open(HostApi.NONE));

        assertThat(says(Phrase.KEPT)).isEqualTo(Value.ofNull());
        assertThat(says(Phrase.CLEAN)).isEqualTo(Value.of("AB"));
    }

    static Stream<Value> every_kind() {
        return Stream.of(
                Value.of("text, with ü, 😀 and \0"),
                Value.of(""),
                Value.of(0),
                Value.of(Long.MAX_VALUE),
                Value.of(Long.MIN_VALUE),
                Value.of((1L << 53) - 1),
                Value.of((1L << 53) + 1),
                Value.of(-(1L << 53) - 1),
                new Value.UInt64(-1),
                new Value.UInt64(7),
                Value.of(0.1),
                Value.of(1.0),
                Value.of(-0.0),
                Value.of(1e300),
                Value.of(-0x1p63),
                Value.of(Double.NEGATIVE_INFINITY),
                Value.of(Double.NaN),
                Value.of(true),
                Value.of(false),
                Value.of(new byte[] {0, -1, 65}),
                Value.of(new byte[0]),
                new Value.Vector(0.1f, -2, Float.MAX_VALUE),
                Value.map(Map.of("a", Value.of(1))),
                Value.map(Map.of("__proto__", Value.of(1))),
                new Value.Pairs(List.of()),
                new Value.Pairs(List.of(
                        new Value.Pair(Value.of(3), Value.of("three")),
                        new Value.Pair(Value.of("a"), Value.ofNull()),
                        new Value.Pair(Value.of(true), Value.list(Value.ofNull())))),
                Value.list(),
                Value.list(Value.of(1), Value.ofNull(), Value.list(), Value.of("x")),
                new Value.Timestamp(Instant.parse("2026-11-21T10:11:12.000000013Z")),
                new Value.Timestamp(Instant.parse("0000-01-01T00:00:00Z")),
                new Value.Interval(Duration.ofSeconds(-5, 6)),
                new Value.Interval(Duration.ofSeconds(Long.MAX_VALUE)),
                new Value.Zone("Europe/Paris"),
                new Value.TextMap(Map.of("key", "value")),
                new Value.TextMap(Map.of()),
                Value.ofNull());
    }

    @ParameterizedTest
    @MethodSource("every_kind")
    void gives_back_each_kind_as_it_came(Value value) {
        assertThat(value(run(code(Phrase.DATA), Event.of("Echo", value)))).isEqualTo(value);
        assertThat(value(run(code(Phrase.DATA_IN_LIST), Event.of("Echo", Value.list(value)))))
                .isEqualTo(Value.list(Value.list(value), Value.of(1)));
    }

    @Test
    void refuses_a_value_that_is_nested_too_deep_or_contains_itself() {
        assertThat(failure(run(code(Phrase.LIST_IN_ITSELF))).kind()).isEqualTo(Kind.LIMIT);
        assertThat(failure(run(code(Phrase.DEEP_LIST))).message()).contains("nested deeper than the limit, 64");
        assertThat(says(Phrase.LESS_DEEP_LIST)).isInstanceOf(Value.Sequence.class);
    }

    @Test
    void refuses_an_event_that_is_nested_too_deep() {
        use(open(HostApi.NONE, new VmLimits(20 << 20, 2, 1 << 20, 256 << 20)));

        ScriptFailure failure = failure(run(code(Phrase.EXPRESSION), Event.of("E", Value.list(Value.list()))));

        assertThat(failure.kind()).isEqualTo(Kind.LIMIT);
        assertThat(failure.message()).contains("nested deeper than the limit, 2");
    }

    @Test
    void refuses_output_over_its_limit() {
        use(open(HostApi.NONE, limits(4096, 256 << 20)));

        assertThat(says(Phrase.TEXT_OF_4000)).isEqualTo(Value.of("x".repeat(4000)));
        assertThat(failure(run(code(Phrase.TEXT_OF_4096))).message())
                .contains("the output is more than the limit, 4096 bytes");
        assertThat(failure(run(code(Phrase.LIST_OF_300))).kind()).isEqualTo(Kind.LIMIT);
        assertThat(failure(run(code(Phrase.LIST_OF_TWINS))).kind()).isEqualTo(Kind.LIMIT);
    }

    @Test
    void refuses_an_answer_that_is_no_value() {
        ScriptFailure failure = failure(run(code(Phrase.FUNCTION)));

        assertThat(failure.kind()).isEqualTo(Kind.RUNTIME);
        assertThat(failure.message()).contains("functions", "cannot leave the script");
    }

    private Value says(Phrase phrase) {
        return value(code(phrase));
    }

    /** Allows as much as can be, so that a stop comes first. */
    private static VmLimits ample() {
        return limits(1 << 20, Integer.MAX_VALUE);
    }

    private static VmLimits limits(int outputBytes, int allocationBytes) {
        return new VmLimits(20 << 20, 64, outputBytes, allocationBytes);
    }

    private static <T> T of(Future<T> outcome) throws Exception {
        return outcome.get(GENEROUS.toSeconds(), TimeUnit.SECONDS);
    }

    private static long number(List<Value> arguments, int index) {
        return ((Value.Int64) arguments.get(index)).value();
    }
}
