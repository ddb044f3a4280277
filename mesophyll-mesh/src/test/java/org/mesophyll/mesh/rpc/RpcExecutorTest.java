package org.mesophyll.mesh.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Value;

class RpcExecutorTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");
    private static final RpcRequest EVENT =
            new RpcRequest.DispatchEvent(TenantId.guild(7), Event.of("E", Value.of("in")));

    @Test
    void a_request_is_answered_by_its_endpoints_handler() throws Exception {
        RpcExecutor executor = RpcExecutor.builder()
                .on(RpcEndpoints.HEARTBEAT, (request, within) -> ok(NOW))
                .on(RpcEndpoints.DISPATCH_EVENT, (request, within) -> ok(Value.of(request.tenant() + " " + within)))
                .build();

        assertThat(response(executor, new RpcRequest.Heartbeat())).isEqualTo(new RpcResponse.Heartbeat(NOW));
        assertThat(response(executor, EVENT))
                .isEqualTo(new RpcResponse.DispatchEvent(Value.of(TenantId.guild(7) + " PT1S")));
    }

    @Test
    void an_error_travels_as_an_answer() throws Exception {
        RpcExecutor executor = events((request, within) ->
                CompletableFuture.completedFuture(new RpcResult.Err<>("the worker is not connected")));

        assertThat(response(executor, EVENT)).isEqualTo(new RpcResponse.Failure("the worker is not connected"));
    }

    @Test
    void a_handler_that_breaks_tells_nothing_of_its_insides() throws Exception {
        RpcResponse told =
                new RpcResponse.Failure("the request failed for a reason that only the log of the other side tells");
        RpcExecutor throwing = events((request, within) -> {
            throw new IllegalStateException("jdbc:secret");
        });
        RpcExecutor failing =
                events((request, within) -> CompletableFuture.failedFuture(new IllegalStateException("jdbc:secret")));

        RpcExecutor overflowing = events((request, within) -> {
            throw new StackOverflowError();
        });

        assertThat(response(throwing, EVENT)).isEqualTo(told);
        assertThat(response(overflowing, EVENT)).isEqualTo(told);
        assertThat(response(failing, EVENT)).isEqualTo(told);
    }

    @Test
    void a_result_that_cannot_be_sent_is_an_error() throws Exception {
        RpcExecutor executor =
                events((request, within) -> ok(Value.of("\ud800")), RpcLimits.DEFAULT.withMaxMessageBytes(100));
        RpcExecutor large =
                events((request, within) -> ok(Value.of("x".repeat(100))), RpcLimits.DEFAULT.withMaxMessageBytes(100));

        assertThat(((RpcResponse.Failure) response(executor, EVENT)).reason())
                .startsWith("the answer has no form on the wire: ");
        assertThat(((RpcResponse.Failure) response(large, EVENT)).reason())
                .startsWith("the answer is ")
                .endsWith(" bytes, the limit is 100");
    }

    @Test
    void a_request_without_a_handler_is_unknown() {
        RpcExecutor executor = RpcExecutor.builder()
                .on(RpcEndpoints.HEARTBEAT, (request, within) -> ok(NOW))
                .build();

        assertThat(outcome(executor, RpcRequest.CODEC.encode(EVENT)))
                .isEqualTo(new RpcOutcome.UnknownRequest<>("nobody handles DispatchEvent here"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"81a44e6f706590", "810290", "a44e6f7065"})
    void a_request_of_a_later_version_is_unknown(String hex) {
        RpcExecutor executor = events((request, within) -> ok(Value.ofNull()));

        assertThat(outcome(executor, HexFormat.of().parseHex(hex)))
                .isEqualTo(new RpcOutcome.UnknownRequest<>("the request is none of Heartbeat, DispatchEvent"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c0", "c1", "81a948656172746265617491", "80"})
    void bytes_that_are_no_request_are_refused(String hex) {
        RpcExecutor executor = events((request, within) -> ok(Value.ofNull()));

        assertThat(outcome(executor, HexFormat.of().parseHex(hex)))
                .isInstanceOfSatisfying(
                        RpcOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("the request does not decode: "));
    }

    @Test
    void a_request_over_the_limit_is_refused() {
        RpcExecutor executor =
                events((request, within) -> ok(Value.ofNull()), RpcLimits.DEFAULT.withMaxMessageBytes(10));

        assertThat(outcome(executor, RpcRequest.CODEC.encode(EVENT)).kind()).isEqualTo(RpcOutcome.Kind.REFUSED);
    }

    @Test
    void a_deadline_out_of_its_range_is_refused() {
        RpcExecutor executor = events((request, within) -> ok(Value.ofNull()));
        Bytes request = Bytes.copyOf(RpcRequest.CODEC.encode(EVENT));

        for (Duration wrong : new Duration[] {Duration.ZERO, SECOND.negated(), Duration.ofMinutes(11)}) {
            assertThat(executor.execute(request, wrong).toCompletableFuture())
                    .isCompletedWithValue(
                            new RpcOutcome.Refused<>("a deadline is more than PT0S and at most PT10M: " + wrong));
        }
    }

    @Test
    void requests_over_the_bound_are_backpressure_until_a_handler_ends() {
        CompletableFuture<RpcResult<Value>> handling = new CompletableFuture<>();
        RpcExecutor executor = events((request, within) -> handling, RpcLimits.DEFAULT.withMaxInFlight(1));
        byte[] request = RpcRequest.CODEC.encode(EVENT);
        CompletionStage<RpcOutcome<Bytes>> first = executor.execute(Bytes.copyOf(request), SECOND);

        assertThat(outcome(executor, request))
                .isEqualTo(new RpcOutcome.Backpressure<>("1 requests are under way, as many as may"));
        handling.complete(new RpcResult.Ok<>(Value.ofNull()));

        assertThat(first.toCompletableFuture()).isCompleted();
        assertThat(outcome(executor, request).kind()).isEqualTo(RpcOutcome.Kind.ANSWERED);
    }

    @Test
    void an_error_of_a_handler_holds_no_place() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        RpcExecutor executor = events(
                (request, within) -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return ok(Value.of("second"));
                },
                RpcLimits.DEFAULT.withMaxInFlight(1));

        assertThat(response(executor, EVENT)).isInstanceOf(RpcResponse.Failure.class);

        assertThat(response(executor, EVENT)).isEqualTo(new RpcResponse.DispatchEvent(Value.of("second")));
    }

    @Test
    void an_error_while_a_result_becomes_an_answer_is_told_and_holds_no_place() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        RpcEndpoint<RpcRequest.DispatchEvent, String> texts = RpcEndpoint.of(
                RpcRequest.DispatchEvent.class, RpcResponse.DispatchEvent.class, response -> "unread", text -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new StackOverflowError("of a test");
                    }
                    return new RpcResponse.DispatchEvent(Value.of(text));
                });
        RpcExecutor executor = RpcExecutor.builder()
                .on(texts, (request, within) -> ok("second"))
                .limits(RpcLimits.DEFAULT.withMaxInFlight(1))
                .build();

        assertThat(response(executor, EVENT)).isInstanceOf(RpcResponse.Failure.class);

        assertThat(response(executor, EVENT)).isEqualTo(new RpcResponse.DispatchEvent(Value.of("second")));
    }

    @Test
    void an_endpoint_has_one_handler() {
        RpcExecutor.Builder builder = RpcExecutor.builder().on(RpcEndpoints.HEARTBEAT, (request, within) -> ok(NOW));

        assertThatThrownBy(() -> builder.on(RpcEndpoints.HEARTBEAT, (request, within) -> ok(NOW)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("RpcEndpoint[Heartbeat] has a handler already");
    }

    private static <R> CompletionStage<RpcResult<R>> ok(R value) {
        return CompletableFuture.completedFuture(new RpcResult.Ok<>(value));
    }

    private static RpcExecutor events(RpcHandler<RpcRequest.DispatchEvent, Value> handler) {
        return events(handler, RpcLimits.DEFAULT);
    }

    private static RpcExecutor events(RpcHandler<RpcRequest.DispatchEvent, Value> handler, RpcLimits limits) {
        return RpcExecutor.builder()
                .on(RpcEndpoints.DISPATCH_EVENT, handler)
                .limits(limits)
                .build();
    }

    private static RpcOutcome<Bytes> outcome(RpcExecutor executor, byte[] request) {
        CompletableFuture<RpcOutcome<Bytes>> outcome =
                executor.execute(Bytes.copyOf(request), SECOND).toCompletableFuture();
        assertThat(outcome).isCompleted();
        return outcome.join();
    }

    private static RpcResponse response(RpcExecutor executor, RpcRequest request) throws Exception {
        RpcOutcome<Bytes> outcome = outcome(executor, RpcRequest.CODEC.encode(request));
        assertThat(outcome).isInstanceOf(RpcOutcome.Answered.class);
        byte[] bytes = ((RpcOutcome.Answered<Bytes>) outcome).value().toByteArray();
        return RpcResponse.CODEC.decode(bytes, DecodeLimits.DEFAULT);
    }
}
