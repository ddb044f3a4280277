package org.mesophyll.client.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mesophyll.mesh.rpc.RpcEndpoints;
import org.mesophyll.mesh.rpc.RpcExecutor;
import org.mesophyll.mesh.rpc.RpcLimits;
import org.mesophyll.mesh.rpc.RpcOutcome;
import org.mesophyll.mesh.rpc.RpcResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Value;

@Timeout(60)
class MasterRpcTest {
    private static final String TOKEN = "a-token-that-must-not-show";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");
    private static final RpcRequest.Heartbeat HEARTBEAT = new RpcRequest.Heartbeat();

    private final FakeRpcServer server = open();
    private final MasterRpc rpc = client(RpcLimits.DEFAULT);

    private static FakeRpcServer open() {
        try {
            return new FakeRpcServer(FakeRpcServer.by(RpcExecutor.builder()
                    .on(
                            RpcEndpoints.HEARTBEAT,
                            (request, within) -> CompletableFuture.completedFuture(new RpcResult.Ok<>(NOW)))
                    .on(
                            RpcEndpoints.DISPATCH_EVENT,
                            (request, within) -> CompletableFuture.completedFuture(
                                    new RpcResult.Err<>("no worker for " + request.tenant())))
                    .build()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        rpc.close();
        server.close();
    }

    @Test
    void calls_over_http_2_with_the_token_in_a_header_and_the_deadline_in_the_query() throws Exception {
        RpcOutcome<Instant> outcome = rpc.callAndWait(RpcEndpoints.HEARTBEAT, HEARTBEAT, LONG);

        assertThat(outcome).isEqualTo(new RpcOutcome.Answered<>(NOW));
        assertThat(server.requests())
                .containsExactly("POST /rpc?timeout_ms=30000 application/msgpack Bearer " + TOKEN + " HTTP/2.0");
    }

    @Test
    void an_executors_error_is_a_failure() throws Exception {
        TenantId tenant = TenantId.guild(7);

        RpcOutcome<Value> outcome = rpc.callAndWait(
                RpcEndpoints.DISPATCH_EVENT, new RpcRequest.DispatchEvent(tenant, Event.of("E", Value.ofNull())), LONG);

        assertThat(outcome).isEqualTo(new RpcOutcome.Failed<>("no worker for " + tenant));
    }

    @Test
    void an_answer_to_another_request_is_mismatched_and_garbage_is_malformed() throws Exception {
        server.behave(
                FakeRpcServer.always(200, RpcResponse.CODEC.encode(new RpcResponse.DispatchEvent(Value.ofNull()))));
        assertThat(beat(LONG)).isEqualTo(new RpcOutcome.Mismatched<>("Heartbeat", "DispatchEvent"));

        server.behave(FakeRpcServer.always(200, new byte[] {(byte) 0xc1}));
        assertThat(beat(LONG).kind()).isEqualTo(RpcOutcome.Kind.MALFORMED_ANSWER);

        server.behave(FakeRpcServer.always(200, new byte[0]));
        assertThat(beat(LONG).kind()).isEqualTo(RpcOutcome.Kind.MALFORMED_ANSWER);
    }

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED, false",
        "401, REFUSED, false",
        "403, REFUSED, false",
        "404, REFUSED, false",
        "413, REFUSED, false",
        "415, REFUSED, false",
        "429, BACKPRESSURE, false",
        "500, FAILED, true",
        "302, FAILED, true",
        "501, UNKNOWN_REQUEST, false",
        "502, UNREACHABLE, true",
        "503, UNREACHABLE, true",
        "504, UNREACHABLE, true"
    })
    void gives_each_status_its_outcome(int status, RpcOutcome.Kind kind, boolean mayHaveRun) throws Exception {
        server.behave(FakeRpcServer.always(status, new byte[0]));

        RpcOutcome<Instant> outcome = beat(LONG);

        assertThat(outcome.kind()).isEqualTo(kind);
        assertThat(outcome.mayHaveRun()).isEqualTo(mayHaveRun);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void passes_on_the_masters_reason_without_what_could_forge_a_log() throws Exception {
        server.behave(FakeRpcServer.always(400, "the request\r\nis \u001b[31mred".getBytes(StandardCharsets.UTF_8)));

        assertThat(beat(LONG)).isEqualTo(new RpcOutcome.Refused<>("the master answered 400: the request  is  [31mred"));
    }

    @Test
    void breaks_an_answer_over_the_limit_off() throws Exception {
        server.behave(FakeRpcServer.always(200, new byte[300_000]));
        try (MasterRpc narrow = client(RpcLimits.DEFAULT.withMaxMessageBytes(200_000))) {
            assertThat(narrow.callAndWait(RpcEndpoints.HEARTBEAT, HEARTBEAT, LONG))
                    .isEqualTo(new RpcOutcome.MalformedAnswer<>(
                            "the answer is over 200000 bytes, the limit of this client"));
        }
    }

    @Test
    void a_slow_master_is_left_at_the_deadline_and_asked_again_after_it() throws Exception {
        FakeRpcServer.Behaviour sound =
                FakeRpcServer.always(200, RpcResponse.CODEC.encode(new RpcResponse.Heartbeat(NOW)));
        server.behave(FakeRpcServer.never());

        assertThat(beat(SHORT)).isEqualTo(new RpcOutcome.TimedOut<>(SHORT));
        server.behave(sound);

        assertThat(beat(LONG)).isEqualTo(new RpcOutcome.Answered<>(NOW));
    }

    @Test
    void a_master_that_is_not_there_certainly_ran_nothing() throws Exception {
        server.close();

        assertThat(beat(LONG)).isEqualTo(new RpcOutcome.Unreachable<>(false, server.url() + " cannot be reached"));
    }

    @Test
    void a_master_that_dies_before_it_answers_may_have_run_the_request() throws Exception {
        server.behave(FakeRpcServer.never());
        CompletableFuture<RpcOutcome<Instant>> call =
                rpc.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, LONG).toCompletableFuture();
        await().until(() -> server.requests().size() == 1);

        server.close();

        assertThat(call.get(20, TimeUnit.SECONDS))
                .isEqualTo(new RpcOutcome.Unreachable<>(true, "the connection to the master was lost"));
    }

    @Test
    void calls_over_the_bound_are_backpressure() throws Exception {
        server.behave(FakeRpcServer.never());
        try (MasterRpc one = client(RpcLimits.DEFAULT.withMaxInFlight(1))) {
            CompletableFuture<RpcOutcome<Instant>> first =
                    one.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, LONG).toCompletableFuture();

            assertThat(one.callAndWait(RpcEndpoints.HEARTBEAT, HEARTBEAT, LONG).kind())
                    .isEqualTo(RpcOutcome.Kind.BACKPRESSURE);
            assertThat(first).isNotDone();
        }
    }

    @Test
    void close_ends_what_is_under_way_and_everything_after() throws Exception {
        server.behave(FakeRpcServer.never());
        CompletableFuture<RpcOutcome<Instant>> call =
                rpc.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, LONG).toCompletableFuture();
        await().until(() -> server.requests().size() == 1);

        rpc.close();
        rpc.close();

        assertThat(call)
                .isCompletedWithValue(
                        new RpcOutcome.Unreachable<>(true, "the client was closed before the answer came"));
        assertThat(beat(LONG)).isEqualTo(new RpcOutcome.Unreachable<>(false, "the client is closed"));
    }

    @Test
    void needs_a_url_and_a_token_that_fits_a_header() {
        assertThatThrownBy(() -> MasterRpc.builder().token(TOKEN).build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MasterRpc.builder().url("http://localhost").build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MasterRpc.builder()
                        .url("http://localhost")
                        .token("two\r\nlines")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("lines");
    }

    private RpcOutcome<Instant> beat(Duration within) throws InterruptedException {
        return rpc.callAndWait(RpcEndpoints.HEARTBEAT, HEARTBEAT, within);
    }

    private MasterRpc client(RpcLimits limits) {
        return MasterRpc.builder().url(server.url()).token(TOKEN).limits(limits).build();
    }
}
