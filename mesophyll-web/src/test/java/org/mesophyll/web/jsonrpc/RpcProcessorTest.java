package org.mesophyll.web.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.api.Role;
import org.mesophyll.web.settings.JsonRpcSettings;

/** The JSON-RPC 2.0 specification, its own examples among them; {@code data} of errors is ours and left out of what is compared. */
class RpcProcessorTest {
    private static final int MOST_CALLS = 4;
    private static final int CALLS_PER_SECOND = 50;

    private final AtomicLong nanos = new AtomicLong();
    private final CompletableFuture<Json> later = new CompletableFuture<>();
    private final RpcProcessor processor = new RpcProcessor(
            List.of(
                    method("subtract", Access.VIEWER, RpcProcessorTest::subtract, "minuend", "subtrahend"),
                    method("sum", Access.VIEWER, RpcProcessorTest::sum, "a", "b", "c"),
                    method("get_data", Access.VIEWER, RpcProcessorTest::data),
                    method("update", Access.VIEWER, RpcProcessorTest::nothing, "1", "2", "3", "4", "5"),
                    method("notify_hello", Access.VIEWER, RpcProcessorTest::nothing, "1"),
                    method("later", Access.VIEWER, (session, params) -> later),
                    method("fail", Access.VIEWER, RpcProcessorTest::fail),
                    method("die", Access.VIEWER, RpcProcessorTest::die),
                    method("change", Access.OPERATOR, RpcProcessorTest::nothing),
                    method("open", Access.OPEN, RpcProcessorTest::nothing)),
            new JsonRpcSettings(
                    1,
                    MOST_CALLS,
                    MOST_CALLS + 1,
                    CALLS_PER_SECOND,
                    1024,
                    8,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    "",
                    List.of(),
                    new JsonRpcSettings.Strangers(1, 1, 1, 1024)),
            nanos::get);
    private final RpcSession session = session(new Caller("operator:ann", Role.OPERATOR));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // positional parameters
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [42, 23], \"id\": 1}"
                        + "|{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 1}",
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [23, 42], \"id\": 2}"
                        + "|{\"jsonrpc\": \"2.0\", \"result\": -19, \"id\": 2}",
                // named parameters
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": {\"subtrahend\": 23, \"minuend\": 42}, \"id\": 3}"
                        + "|{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 3}",
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": {\"minuend\": 42, \"subtrahend\": 23}, \"id\": 4}"
                        + "|{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 4}",
                // notifications
                "{\"jsonrpc\": \"2.0\", \"method\": \"update\", \"params\": [1,2,3,4,5]}|",
                "{\"jsonrpc\": \"2.0\", \"method\": \"foobar\"}|",
                // a method that there is not
                "{\"jsonrpc\": \"2.0\", \"method\": \"foobar\", \"id\": \"1\"}"
                        + "|{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32601, \"message\": \"Method not found\"}, \"id\": \"1\"}",
                // no JSON
                "{\"jsonrpc\": \"2.0\", \"method\": \"foobar, \"params\": \"bar\", \"baz]"
                        + "|{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32700, \"message\": \"Parse error\"}, \"id\": null}",
                // no request
                "{\"jsonrpc\": \"2.0\", \"method\": 1, \"params\": \"bar\"}"
                        + "|{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\": null}",
                // batches
                "[{\"jsonrpc\": \"2.0\", \"method\": \"sum\", \"params\": [1,2,4], \"id\": \"1\"}, {\"jsonrpc\": \"2.0\", \"method\"]"
                        + "|{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32700, \"message\": \"Parse error\"}, \"id\": null}",
                "[]|{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\": null}",
                "[1]|[{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\": null}]",
                "[1,2,3]|[{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\": null},"
                        + "{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\": null},"
                        + "{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\": null}]",
                "[{\"jsonrpc\": \"2.0\", \"method\": \"sum\", \"params\": [1,2,4], \"id\": \"1\"},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"notify_hello\", \"params\": [7]},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [42,23], \"id\": \"2\"},"
                        + "{\"foo\": \"boo\"},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"foo.get\", \"params\": {\"name\": \"myself\"}, \"id\": \"5\"},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"get_data\", \"id\": \"9\"}]"
                        + "|[{\"jsonrpc\": \"2.0\", \"result\": 7, \"id\": \"1\"},"
                        + "{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": \"2\"},"
                        + "{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\": null},"
                        + "{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32601, \"message\": \"Method not found\"}, \"id\": \"5\"},"
                        + "{\"jsonrpc\": \"2.0\", \"result\": [\"hello\", 5], \"id\": \"9\"}]",
                "[{\"jsonrpc\": \"2.0\", \"method\": \"notify_sum\", \"params\": [1,2,4]},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"notify_hello\", \"params\": [7]}]|",
            })
    void answers_as_the_specification_shows(String sent, @Nullable String expected) throws Exception {
        String answer = process(sent);

        if (expected == null) {
            assertThat(answer).isEmpty();
            return;
        }
        assertThat(withoutData(JsonText.parse(answer))).isEqualTo(JsonText.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1", "0", "1.5", "18446744073709551615", "\"\"", "\"ü\"", "null"})
    void returns_an_id_as_it_was_sent(String id) throws Exception {
        String answer = process("{\"jsonrpc\":\"2.0\",\"method\":\"get_data\",\"id\":" + id + "}");

        assertThat(member(JsonText.parse(answer), "id")).isEqualTo(JsonText.parse(id));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"method\":\"get_data\",\"id\":7}|-32600|7",
                "{\"jsonrpc\":\"1.0\",\"method\":\"get_data\",\"id\":7}|-32600|7",
                "{\"jsonrpc\":2.0,\"method\":\"get_data\",\"id\":7}|-32600|7",
                "{\"jsonrpc\":\"2.0\",\"id\":7}|-32600|7",
                "{\"jsonrpc\":\"2.0\",\"method\":\"get_data\",\"id\":{}}|-32600|null",
                "{\"jsonrpc\":\"2.0\",\"method\":\"get_data\",\"id\":true}|-32600|null",
                "{\"jsonrpc\":\"2.0\",\"method\":\"get_data\",\"params\":7,\"id\":7}|-32600|7",
                "{\"jsonrpc\":\"2.0\",\"method\":\"get_data\",\"params\":null,\"id\":7}|-32600|7",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":[1],\"id\":7}|-32602|7",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":[1,2,3],\"id\":7}|-32602|7",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":{\"minuend\":1,\"x\":2},\"id\":7}|-32602|7",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":[1,\"2\"],\"id\":7}|-32602|7",
                "{\"jsonrpc\":\"2.0\",\"method\":\"rpc.nothing\",\"id\":7}|-32601|7",
                "{\"jsonrpc\":\"2.0\",\"method\":\"fail\",\"id\":7}|-32603|7",
                "7|-32600|null",
                "\"\"|-32600|null",
                "``|-32700|null",
                "{} {}|-32700|null",
            })
    void refuses_what_is_no_call(String sent, long code, String id) throws Exception {
        Json answer = JsonText.parse(process(sent));

        assertThat(member(member(answer, "error"), "code")).isEqualTo(Json.of(code));
        assertThat(member(answer, "id")).isEqualTo(JsonText.parse(id));
    }

    @Test
    void refuses_nesting_and_batches_beyond_the_bounds() throws Exception {
        String call = "{\"jsonrpc\":\"2.0\",\"method\":\"get_data\",\"id\":1}";
        String nine =
                "[" + String.join(",", IntStream.range(0, 9).mapToObj(i -> call).toList()) + "]";

        assertThat(codeOf(process("[".repeat(10_000)))).isEqualTo(-32700);
        assertThat(process(nine)).contains("a batch has 1 to 8 requests, found 9");
    }

    @Test
    void lets_only_those_in_who_have_proven_who_they_are() throws Exception {
        RpcSession nobody = session(null);

        assertThat(codeOf(process(nobody, call("get_data")))).isEqualTo(-32001);
        assertThat(codeOf(process(nobody, call("no.such.method")))).isEqualTo(-32001);
        assertThat(process(nobody, call("open"))).contains("\"result\"");
        nobody.authenticated(new Caller("key:bob", Role.VIEWER));
        assertThat(process(nobody, call("get_data"))).contains("\"result\"");
        assertThat(codeOf(process(nobody, call("change")))).isEqualTo(-32003);
    }

    @Test
    void bounds_the_calls_of_a_session_and_of_a_caller() throws Exception {
        Caller bob = new Caller("operator:bob", Role.OPERATOR);
        RpcSession first = session(bob);
        RpcSession second = session(bob);
        List<CompletableFuture<String>> waiting = IntStream.range(0, MOST_CALLS)
                .mapToObj(i -> start(first, call("later")))
                .toList();

        assertThat(process(first, call("get_data"))).contains("the session: 4 calls are under way, as many as may");
        CompletableFuture<String> fifth = start(second, call("later"));
        assertThat(process(second, call("get_data"))).contains("the caller: 5 calls are under way, as many as may");
        later.complete(Json.of(1));

        assertThat(waiting).allSatisfy(call -> assertThat(call.join()).contains("\"result\":1"));
        assertThat(fifth.join()).contains("\"result\":1");
        assertThat(process(first, call("get_data"))).contains("\"result\"");
    }

    @Test
    void bounds_how_fast_a_caller_calls() throws Exception {
        for (int i = 0; i < CALLS_PER_SECOND; i++) {
            assertThat(process(call("get_data"))).contains("\"result\"");
        }

        assertThat(codeOf(process(call("get_data")))).isEqualTo(-32004);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) / CALLS_PER_SECOND);
        assertThat(process(call("get_data"))).contains("\"result\"");
        assertThat(codeOf(process(call("get_data")))).isEqualTo(-32004);
    }

    @Test
    void a_session_that_ends_gives_up_what_is_under_way() {
        AtomicLong given = new AtomicLong();
        Runnable ended = given::incrementAndGet;
        session.whileOpen(ended);
        session.ended(ended);
        session.whileOpen(() -> given.addAndGet(10));

        session.close();
        session.close();
        session.whileOpen(() -> given.addAndGet(100));

        assertThat(given).hasValue(110);
    }

    @Test
    void a_method_that_throws_an_error_is_answered_and_counts_no_longer_as_under_way() throws Exception {
        for (int i = 0; i < 3 * MOST_CALLS; i++) {
            assertThat(codeOf(process(call("die")))).isEqualTo(-32603);
        }

        assertThat(process(call("get_data"))).contains("\"result\"");
        assertThat(session.calls().underWay()).isZero();
    }

    private RpcSession session(@Nullable Caller caller) {
        return new RpcSession(
                new CallBudget(MOST_CALLS, 10 * CALLS_PER_SECOND, nanos::get),
                new CallBudget(MOST_CALLS, 10 * CALLS_PER_SECOND, nanos::get),
                caller,
                null);
    }

    private static String call(String method) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"id\":1}";
    }

    private String process(String sent) {
        return process(session, sent);
    }

    private String process(RpcSession by, String sent) {
        CompletableFuture<String> answer = start(by, sent);
        assertThat(answer).isCompleted();
        return answer.join();
    }

    private CompletableFuture<String> start(RpcSession by, String sent) {
        return processor
                .process(by, sent)
                .thenApply(answer -> answer.map(json -> new String(json, StandardCharsets.UTF_8))
                        .orElse(""))
                .toCompletableFuture();
    }

    private static long codeOf(String answer) throws MalformedJsonException {
        return JsonShape.integer(member(member(JsonText.parse(answer), "error"), "code"), "code");
    }

    private static Json member(Json json, String name) {
        return Objects.requireNonNull(((Json.Members) json).members().get(name), name);
    }

    private static Json withoutData(Json json) {
        if (json instanceof Json.Array array) {
            return new Json.Array(
                    array.elements().stream().map(RpcProcessorTest::withoutData).toList());
        }
        if (!(json instanceof Json.Members object)) {
            return json;
        }
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> {
            if (!name.equals("data")) {
                members.put(name, withoutData(value));
            }
        });
        return Json.object(members);
    }

    private static RpcMethod method(String name, Access access, RpcMethod.Handler handler, String... params) {
        List<Param> declared = List.of(params).stream()
                .map(param -> Param.required(param, "number", "A number."))
                .toList();
        return new RpcMethod(name, "A method.", access, declared, "Something.", handler);
    }

    private static CompletionStage<Json> subtract(RpcSession session, Params params) throws RpcException {
        return answer(Json.of(integer(params, "minuend") - integer(params, "subtrahend")));
    }

    private static CompletionStage<Json> sum(RpcSession session, Params params) throws RpcException {
        return answer(Json.of(integer(params, "a") + integer(params, "b") + integer(params, "c")));
    }

    private static CompletionStage<Json> data(RpcSession session, Params params) {
        return answer(Json.array(Json.of("hello"), Json.of(5)));
    }

    private static CompletionStage<Json> nothing(RpcSession session, Params params) {
        return answer(Json.ofNull());
    }

    private static CompletionStage<Json> fail(RpcSession session, Params params) {
        throw new IllegalStateException("a defect");
    }

    private static CompletionStage<Json> die(RpcSession session, Params params) {
        throw new OutOfMemoryError("unable to create native thread");
    }

    private static long integer(Params params, String name) throws RpcException {
        return params.required(name, json -> JsonShape.integer(json, name));
    }

    private static CompletionStage<Json> answer(Json json) {
        return CompletableFuture.completedFuture(json);
    }
}
