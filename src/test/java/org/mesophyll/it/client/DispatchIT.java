package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** A request to a tenant reaches the worker that owns it, and ends in one outcome (G2). */
@WithMaster
class DispatchIT {
    private static final int WORKER = 2;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 7);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MANY = 50;

    private final Operator operator;
    private final Running master;
    private final List<TestWorker> workers = new ArrayList<>();

    DispatchIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @AfterEach
    void disconnect() {
        workers.forEach(TestWorker::close);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Text\":\"h\u00e4llo \\u0000 \ud83d\ude00\"}",
                "{\"Integer\":-9223372036854775808}",
                "{\"UnsignedInteger\":18446744073709551615}",
                "{\"Float\":0.1}",
                "{\"Boolean\":true}",
                "{\"Buffer\":\"AAECgP8=\"}",
                "{\"Vector\":[1.5,-0.25,3.0]}",
                "{\"Map\":[[{\"Text\":\"a\"},{\"Integer\":1}],[{\"Boolean\":false},\"Null\"]]}",
                "{\"List\":[{\"Integer\":1},{\"List\":[]},\"Null\"]}",
                "{\"Timestamptz\":\"2026-11-21T12:34:56.789012345Z\"}",
                "{\"Interval\":[-2,500000000]}",
                "{\"TimeZone\":\"Europe/Paris\"}",
                "{\"LazyStringMap\":{\"a\":\"1\",\"\":\"\"}}",
                "\"Null\""
            })
    void every_kind_of_value_goes_there_and_back(String value) {
        connect(WORKER, TestWorker.Behaviour.ECHO);

        HttpReply reply =
                operator.dispatch(TENANT, "{\"value\":" + value + "}", TIMEOUT).join();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.object().get("value"))
                .isEqualTo(parse("{\"v\":" + value + "}").get("v"));
    }

    @Test
    void the_worker_gets_name_author_and_data_of_the_event() throws InterruptedException {
        TestWorker worker = connect(WORKER, TestWorker.Behaviour.ECHO);
        TenantId user = Tenants.userOf(WORKER, 9);

        HttpReply reply = operator.post(
                Operator.path(user, "dispatch"),
                "{\"event\":{\"name\":\"MessageCreate\",\"author\":\"42\",\"data\":{\"raw\":\"{\\\"a\\\": 1}\"}}}");

        assertThat(reply.object().getJsonObject("value").getString("Text")).isEqualTo("{\"a\": 1}");
        ServerMessage.DispatchEvent event = (ServerMessage.DispatchEvent) worker.next();
        assertThat(event.tenant()).isEqualTo(user);
        assertThat(event.event().name()).isEqualTo("MessageCreate");
        assertThat(event.event().author()).isEqualTo("42");
    }

    @Test
    void a_refusal_is_422_with_the_workers_reason() {
        connect(WORKER, request -> Optional.of(new DispatchResult.Err("no such command")));

        HttpReply reply = operator.dispatchText(TENANT, "a", TIMEOUT).join();

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.header("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(reply.text()).contains("no such command");
    }

    @Test
    void no_answer_within_the_deadline_is_504_on_time() {
        connect(WORKER, TestWorker.Behaviour.SILENT);
        Duration timeout = Duration.ofMillis(500);
        long start = System.nanoTime();

        HttpReply reply = operator.dispatchText(TENANT, "a", timeout).join();

        assertThat(reply.status()).isEqualTo(504);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout, timeout.plusSeconds(1));
    }

    @Test
    void an_answer_after_the_deadline_is_counted_and_changes_nothing() throws InterruptedException {
        TestWorker worker = connect(WORKER, TestWorker.Behaviour.SILENT);
        double before = operator.metric("mesophyll_answers_unmatched_total");
        operator.dispatchText(TENANT, "a", Duration.ofMillis(100)).join();

        ServerMessage late = worker.next();
        worker.answer(TestWorker.requestId(late).orElseThrow(), new DispatchResult.Ok(TestWorker.echo(late)));

        await().untilAsserted(() ->
                assertThat(operator.metric("mesophyll_answers_unmatched_total")).isEqualTo(before + 1));
    }

    @Test
    void a_worker_that_is_not_connected_is_503_at_once() {
        long start = System.nanoTime();

        HttpReply reply = operator.dispatchText(TENANT, "a", TIMEOUT).join();

        assertThat(reply.status()).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void an_event_without_an_answer_carries_no_request_id() throws InterruptedException {
        TestWorker worker = connect(WORKER, TestWorker.Behaviour.ECHO);

        HttpReply reply = operator.post(
                Operator.path(TENANT, "dispatch-without-answer"),
                "{\"event\":{\"name\":\"Test\",\"data\":{\"json\":{\"a\":[1,2.5,null]}}}}");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(((ServerMessage.DispatchEvent) worker.next()).requestId()).isNull();
    }

    @Test
    void a_script_is_run() {
        connect(WORKER, TestWorker.Behaviour.ECHO);

        HttpReply reply = operator.post(
                Operator.path(TENANT, "run-script"),
                "{\"name\":\"sum\",\"code\":\"return 1 + 1\",\"timeout_ms\":10000}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.object().getJsonObject("value").getString("Text")).isEqualTo("return 1 + 1");
    }

    @Test
    void a_tenant_is_dropped() throws InterruptedException {
        TestWorker worker = connect(WORKER, TestWorker.Behaviour.ECHO);

        HttpReply reply = operator.post(Operator.path(TENANT, "drop"), "{\"timeout_ms\":10000}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(((ServerMessage.DropWorker) worker.next()).tenant()).isEqualTo(TENANT);
    }

    @Test
    void answers_may_come_in_any_order() throws InterruptedException {
        TestWorker worker = connect(WORKER, TestWorker.Behaviour.SILENT);
        CompletableFuture<HttpReply> first = operator.dispatchText(TENANT, "first", TIMEOUT);
        ServerMessage firstRequest = worker.next();
        CompletableFuture<HttpReply> second = operator.dispatchText(TENANT, "second", TIMEOUT);
        ServerMessage secondRequest = worker.next();

        for (ServerMessage request : List.of(secondRequest, firstRequest)) {
            worker.answer(TestWorker.requestId(request).orElseThrow(), new DispatchResult.Ok(TestWorker.echo(request)));
        }

        assertThat(second.join().object().getJsonObject("value").getString("Text"))
                .isEqualTo("second");
        assertThat(first.join().object().getJsonObject("value").getString("Text"))
                .isEqualTo("first");
    }

    @Test
    void concurrent_requests_to_fifty_workers_are_each_answered_by_the_owner() {
        IntStream.range(0, MANY)
                .forEach(id -> connect(id, request -> {
                    String text = id + ":" + ((Value.Text) TestWorker.echo(request)).value();
                    return Optional.of(new DispatchResult.Ok(Value.of(text)));
                }));

        List<CompletableFuture<HttpReply>> replies = IntStream.range(0, MANY * 10)
                .mapToObj(number -> operator.dispatchText(
                        Tenants.guildOf(number % MANY, number), Integer.toString(number), Duration.ofSeconds(30)))
                .toList();

        for (int number = 0; number < replies.size(); number++) {
            HttpReply reply = replies.get(number).join();
            assertThat(reply.status()).as("request %d", number).isEqualTo(200);
            assertThat(reply.object().getJsonObject("value").getString("Text"))
                    .isEqualTo((number % MANY) + ":" + number);
        }
    }

    @Test
    void a_broadcast_brings_an_outcome_of_every_connected_worker() {
        connect(3, TestWorker.Behaviour.ECHO);
        connect(4, request -> Optional.of(new DispatchResult.Err("not today")));
        connect(5, TestWorker.Behaviour.SILENT);

        HttpReply reply =
                operator.post("broadcast", Operator.event("{\"value\":{\"Text\":\"all\"}}", Duration.ofMillis(500)));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("\"all\"", "not today").containsIgnoringCase("timed");
    }

    private TestWorker connect(int id, TestWorker.Behaviour behaviour) {
        TestWorker worker = TestWorker.connect(master, id, behaviour);
        workers.add(worker);
        return worker;
    }

    private static JsonObject parse(String json) {
        return jakarta.json.Json.createReader(new StringReader(json)).readObject();
    }
}
