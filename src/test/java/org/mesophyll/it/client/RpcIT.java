package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.client.rpc.MasterRpc;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.mesh.rpc.RpcEndpoints;
import org.mesophyll.mesh.rpc.RpcOutcome;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.value.Value;

/** An application calls the master by {@code docs/protocol.md}, section 5. */
@WithMaster
class RpcIT {
    private static final int WORKER = 28;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 4_100_002);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MOST_BYTES = 2 * 1024 * 1024;
    private static final String BEAT = "81a948656172746265617490";

    private final Running master;
    private final MasterRpc rpc;
    private final List<TestWorker> workers = new ArrayList<>();

    RpcIT(Running master) {
        this.master = master;
        this.rpc = client(ItTokens.OPERATOR);
    }

    @AfterEach
    void disconnect() {
        rpc.close();
        workers.forEach(TestWorker::close);
    }

    @Test
    void a_heartbeat_brings_the_masters_time() throws Exception {
        Instant before = Instant.now();

        RpcOutcome<Instant> outcome = rpc.callAndWait(RpcEndpoints.HEARTBEAT, new RpcRequest.Heartbeat(), TIMEOUT);

        assertThat(outcome).isInstanceOf(RpcOutcome.Answered.class);
        assertThat(((RpcOutcome.Answered<Instant>) outcome).value()).isBetween(before, Instant.now());
    }

    @Test
    void an_event_goes_to_the_owner_and_its_value_comes_back() throws Exception {
        connect(TestWorker.Behaviour.ECHO);

        assertThat(dispatch(Value.of("h\u00e4llo"), TIMEOUT))
                .isEqualTo(new RpcOutcome.Answered<>(Value.of("h\u00e4llo")));
    }

    @Test
    void many_calls_share_the_connection() throws Exception {
        connect(TestWorker.Behaviour.ECHO);

        List<CompletableFuture<RpcOutcome<Value>>> calls = IntStream.range(0, MasterRpc.DEFAULT_LIMITS.maxInFlight())
                .mapToObj(number -> rpc.call(RpcEndpoints.DISPATCH_EVENT, event(Value.of(number)), TIMEOUT)
                        .toCompletableFuture())
                .toList();

        for (int number = 0; number < calls.size(); number++) {
            assertThat(calls.get(number).get(30, TimeUnit.SECONDS))
                    .isEqualTo(new RpcOutcome.Answered<>(Value.of(number)));
        }
    }

    @Test
    void a_worker_that_is_not_connected_is_an_error_with_a_reason() throws Exception {
        assertThat(dispatch(Value.ofNull(), TIMEOUT))
                .isEqualTo(new RpcOutcome.Failed<>("worker " + WORKER + " is not connected; nothing was sent"));
    }

    @Test
    void a_refusal_is_an_error_with_the_workers_reason() throws Exception {
        connect(request -> Optional.of(new DispatchResult.Err("no such command")));

        assertThat(dispatch(Value.ofNull(), TIMEOUT))
                .isEqualTo(new RpcOutcome.Failed<>("the worker refused: no such command"));
    }

    @Test
    void a_worker_that_does_not_answer_ends_with_the_deadline() throws Exception {
        connect(TestWorker.Behaviour.SILENT);
        Duration soon = Duration.ofMillis(300);

        RpcOutcome<Value> outcome = dispatch(Value.ofNull(), soon);

        assertThat(outcome)
                .isIn(
                        new RpcOutcome.TimedOut<Value>(soon),
                        new RpcOutcome.Failed<Value>("no answer within 300 ms; the worker may still run the request"));
    }

    @Test
    void who_is_no_operator_is_refused() throws Exception {
        try (MasterRpc viewer = client(ItTokens.VIEWER)) {
            assertThat(viewer.callAndWait(RpcEndpoints.HEARTBEAT, new RpcRequest.Heartbeat(), TIMEOUT))
                    .isEqualTo(new RpcOutcome.Refused<>("the token is not one of an operator (403)"));
        }
    }

    @Test
    void without_a_token_it_is_401_and_a_workers_is_none() throws Exception {
        String line = "POST /rpc HTTP/1.1";

        HttpReply without = RawHttp.exchange(master.url(), line, "Content-Length: 0");
        HttpReply wrong = RawHttp.exchange(
                master.url(), line, "Content-Length: 0", "Authorization: Bearer " + ItTokens.worker(WORKER));

        for (HttpReply reply : List.of(without, wrong)) {
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate").orElse("")).startsWith("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c0", "c1", "81a9486561727462656174", "81a948656172746265617491c0"})
    void garbage_is_400_with_a_reason(String hex) throws Exception {
        HttpResponse<String> reply =
                post("/rpc", BodyPublishers.ofByteArray(HexFormat.of().parseHex(hex)));

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).startsWith("the request does not decode: ");
    }

    @ParameterizedTest
    @CsvSource({
        "/rpc, 81a44e6f706590, 501, the request is none of Heartbeat",
        "/rpc?timeout_ms=0, 81a948656172746265617490, 400, timeout_ms must be a whole number",
        "/rpc?timeout_ms=600001, 81a948656172746265617490, 400, 1 to 600000",
        "/rpc?timeout_ms=600000, 81a948656172746265617490, 200, Heartbeat",
        "/rpc/, 81a948656172746265617490, 200, Heartbeat",
        "/rpc/more, 81a948656172746265617490, 404, not-found"
    })
    void the_rest_has_its_status(String path, String hex, int status, String text) throws Exception {
        HttpResponse<String> reply =
                post(path, BodyPublishers.ofByteArray(HexFormat.of().parseHex(hex)));

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.body()).contains(text);
    }

    @Test
    void a_body_over_the_limit_is_413_whether_it_says_its_length_or_not() throws Exception {
        byte[] tooMuch = new byte[MOST_BYTES + 1];

        assertThat(post("/rpc", BodyPublishers.ofByteArray(tooMuch)).statusCode())
                .isEqualTo(413);
        assertThat(post("/rpc", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooMuch)))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void an_event_over_the_masters_limit_for_messages_is_an_error() throws Exception {
        connect(TestWorker.Behaviour.ECHO);

        RpcOutcome<Value> outcome = dispatch(Value.of("x".repeat(MOST_BYTES - 1_000)), TIMEOUT);

        assertThat(outcome).isInstanceOf(RpcOutcome.Failed.class);
        assertThat(((RpcOutcome.Failed<Value>) outcome).reason()).contains("bytes");
    }

    @Test
    void over_http_1_1_an_event_is_dispatched_once() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        connect(request -> {
            requests.incrementAndGet();
            return TestWorker.Behaviour.ECHO.answer(request);
        });

        HttpResponse<String> reply =
                post("/rpc", BodyPublishers.ofByteArray(RpcRequest.CODEC.encode(event(Value.of("once")))));
        dispatch(Value.of("behind it, for a tenant's events keep their order"), TIMEOUT);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(requests).hasValue(2);
    }

    @Test
    void plain_http_1_1_is_answered_too() throws Exception {
        HttpResponse<String> reply =
                post("/rpc", BodyPublishers.ofByteArray(HexFormat.of().parseHex(BEAT)));

        assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/msgpack");
    }

    private MasterRpc client(String token) {
        return MasterRpc.builder().url(master.url().toString()).token(token).build();
    }

    private void connect(TestWorker.Behaviour behaviour) {
        workers.add(TestWorker.connect(master, WORKER, behaviour));
    }

    private RpcOutcome<Value> dispatch(Value value, Duration within) throws InterruptedException {
        return rpc.callAndWait(RpcEndpoints.DISPATCH_EVENT, event(value), within);
    }

    private static RpcRequest.DispatchEvent event(Value value) {
        return new RpcRequest.DispatchEvent(TENANT, Event.of("Test", value));
    }

    /** Posts without a media type. */
    private HttpResponse<String> post(String path, BodyPublisher body) throws IOException, InterruptedException {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(master.url(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + ItTokens.OPERATOR)
                .POST(body)
                .build();
        return http.send(request, BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }
}
