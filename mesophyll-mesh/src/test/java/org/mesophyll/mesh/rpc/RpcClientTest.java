package org.mesophyll.mesh.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Value;

@Timeout(60)
class RpcClientTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03.000000004Z");
    private static final RpcRequest.Heartbeat HEARTBEAT = new RpcRequest.Heartbeat();
    private static final RpcRequest.DispatchEvent EVENT =
            new RpcRequest.DispatchEvent(TenantId.guild(7), Event.of("E", Value.of("in")));

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000); // about to wrap, as a real one may be
    private final Ticker ticker = new Ticker(failure -> {
        throw new AssertionError(failure);
    });

    @Test
    void an_answer_of_the_requests_name_is_its_result() {
        RpcClient heart = client(FakeTransport.answering(new RpcResponse.Heartbeat(NOW)));
        RpcClient events = client(FakeTransport.answering(new RpcResponse.DispatchEvent(Value.of("out"))));

        assertThat(now(heart.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND)))
                .isEqualTo(new RpcOutcome.Answered<>(NOW));
        assertThat(now(events.call(RpcEndpoints.DISPATCH_EVENT, EVENT, SECOND)))
                .isEqualTo(new RpcOutcome.Answered<>(Value.of("out")));
    }

    @Test
    void an_error_is_a_failure_with_the_executors_reason() {
        RpcClient client = client(FakeTransport.answering(new RpcResponse.Failure("boom")));

        assertThat(now(client.call(RpcEndpoints.DISPATCH_EVENT, EVENT, SECOND)))
                .isEqualTo(new RpcOutcome.Failed<>("boom"));
    }

    @Test
    void an_answer_of_another_name_is_mismatched() {
        RpcClient client = client(FakeTransport.answering(new RpcResponse.Heartbeat(NOW)));

        assertThat(now(client.call(RpcEndpoints.DISPATCH_EVENT, EVENT, SECOND)))
                .isEqualTo(new RpcOutcome.Mismatched<>("DispatchEvent", "Heartbeat"));
    }

    @Test
    void an_answer_that_does_not_decode_is_malformed() {
        RpcClient client = client(FakeTransport.answering((byte) 0xc1));

        assertThat(now(client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND)))
                .isInstanceOfSatisfying(
                        RpcOutcome.MalformedAnswer.class,
                        malformed -> assertThat(malformed.reason()).startsWith("the answer does not decode: "));
    }

    @Test
    void an_answer_over_the_limit_is_malformed() {
        RpcClient client = client(
                FakeTransport.answering(new RpcResponse.DispatchEvent(Value.of("x".repeat(100)))),
                RpcLimits.DEFAULT.withMaxMessageBytes(99));

        assertThat(now(client.call(RpcEndpoints.DISPATCH_EVENT, EVENT, SECOND)).kind())
                .isEqualTo(RpcOutcome.Kind.MALFORMED_ANSWER);
    }

    @Test
    void an_answer_that_the_endpoint_cannot_read_is_malformed() {
        RpcEndpoint<RpcRequest.DispatchEvent, String> texts = RpcEndpoint.of(
                RpcRequest.DispatchEvent.class,
                RpcResponse.DispatchEvent.class,
                response -> ((Value.Text) response.value()).value(),
                text -> new RpcResponse.DispatchEvent(Value.of(text)));
        RpcClient client = client(FakeTransport.answering(new RpcResponse.DispatchEvent(Value.of(1))));

        assertThat(now(client.call(texts, EVENT, SECOND)))
                .isEqualTo(new RpcOutcome.MalformedAnswer<>(
                        "RpcEndpoint[DispatchEvent] cannot read the answer: ClassCastException"));
    }

    @Test
    void whatever_the_transport_says_is_handed_on() {
        RpcClient dead = client(FakeTransport.ending(new RpcOutcome.Unreachable<>(false, "nobody listens")));
        RpcClient old = client(FakeTransport.ending(new RpcOutcome.UnknownRequest<>("never heard of it")));

        assertThat(now(dead.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND)))
                .isEqualTo(new RpcOutcome.Unreachable<>(false, "nobody listens"));
        assertThat(now(old.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND)))
                .isEqualTo(new RpcOutcome.UnknownRequest<>("never heard of it"));
    }

    @Test
    void a_transport_that_breaks_its_promises_is_unreachable() {
        RpcClient throwing = client(FakeTransport.behaving(() -> {
            throw new IllegalStateException("broken");
        }));
        RpcClient failing = client(
                FakeTransport.behaving(() -> CompletableFuture.failedFuture(new IllegalStateException("broken"))));
        RpcOutcome<Instant> broken = new RpcOutcome.Unreachable<>(true, "the transport failed");

        assertThat(now(throwing.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND)))
                .isEqualTo(broken);
        assertThat(now(failing.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND))).isEqualTo(broken);
    }

    @Test
    void a_transport_that_throws_an_error_once_holds_no_place() {
        AtomicInteger sends = new AtomicInteger();
        byte[] answer = RpcResponse.CODEC.encode(new RpcResponse.Heartbeat(NOW));
        RpcClient client = client(
                FakeTransport.behaving(() -> {
                    if (sends.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return CompletableFuture.completedFuture(new RpcOutcome.Answered<>(Bytes.copyOf(answer)));
                }),
                RpcLimits.DEFAULT.withMaxInFlight(1));

        assertThat(now(client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND)))
                .isEqualTo(new RpcOutcome.Unreachable<>(true, "the transport failed"));

        assertThat(client.inFlight()).isZero();
        assertThat(now(client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND)))
                .isEqualTo(new RpcOutcome.Answered<>(NOW));
    }

    @Test
    void an_error_while_an_answer_is_read_ends_the_call_and_holds_no_place() {
        AtomicInteger reads = new AtomicInteger();
        RpcEndpoint<RpcRequest.DispatchEvent, String> texts = RpcEndpoint.of(
                RpcRequest.DispatchEvent.class,
                RpcResponse.DispatchEvent.class,
                response -> {
                    if (reads.incrementAndGet() == 1) {
                        throw new StackOverflowError("of a test");
                    }
                    return "read";
                },
                text -> new RpcResponse.DispatchEvent(Value.of(text)));
        RpcClient client = client(
                FakeTransport.answering(new RpcResponse.DispatchEvent(Value.of(1))),
                RpcLimits.DEFAULT.withMaxInFlight(1));

        assertThat(now(client.call(texts, EVENT, SECOND)))
                .isEqualTo(new RpcOutcome.MalformedAnswer<>(
                        "RpcEndpoint[DispatchEvent] cannot read the answer: StackOverflowError"));

        assertThat(now(client.call(texts, EVENT, SECOND))).isEqualTo(new RpcOutcome.Answered<>("read"));
    }

    @Test
    void a_call_ends_at_its_deadline_and_the_transport_is_told() {
        FakeTransport transport = FakeTransport.silent();
        RpcClient client = client(transport);
        CompletionStage<RpcOutcome<Instant>> call = client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND);
        clock.addAndGet(SECOND.toNanos() - 1);
        ticker.tickAll();
        assertThat(call.toCompletableFuture()).isNotDone();

        clock.incrementAndGet();
        ticker.tickAll();

        assertThat(now(call)).isEqualTo(new RpcOutcome.TimedOut<>(SECOND));
        assertThat(transport.sent()).singleElement().matches(CompletableFuture::isCancelled);
        assertThat(client.inFlight()).isZero();
    }

    @Test
    void a_late_answer_changes_nothing() {
        CompletableFuture<RpcOutcome<Bytes>> answer = new CompletableFuture<>();
        RpcClient client = client(FakeTransport.behaving(answer::copy));
        CompletionStage<RpcOutcome<Instant>> call = client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND);
        clock.addAndGet(SECOND.toNanos());
        ticker.tickAll();

        answer.complete(new RpcOutcome.Backpressure<>("late"));

        assertThat(now(call)).isEqualTo(new RpcOutcome.TimedOut<>(SECOND));
    }

    @Test
    void calls_over_the_bound_are_backpressure_until_one_ends() {
        FakeTransport transport = FakeTransport.silent();
        RpcClient client = client(transport, RpcLimits.DEFAULT.withMaxInFlight(2));
        CompletionStage<RpcOutcome<Instant>> first = client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND);
        CompletionStage<RpcOutcome<Instant>> second = client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND);

        assertThat(now(client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND)))
                .isEqualTo(new RpcOutcome.Backpressure<>("2 requests are under way, as many as may"));
        transport.sent().get(0).complete(new RpcOutcome.Refused<>("no"));

        assertThat(now(first)).isEqualTo(new RpcOutcome.Refused<>("no"));
        assertThat(client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND).toCompletableFuture())
                .isNotDone();
        assertThat(second.toCompletableFuture()).isNotDone();
    }

    @Test
    void a_request_over_the_limit_is_refused_and_not_sent() {
        FakeTransport transport = FakeTransport.silent();
        RpcClient client = client(transport, RpcLimits.DEFAULT.withMaxMessageBytes(20));

        assertThat(now(client.call(RpcEndpoints.DISPATCH_EVENT, EVENT, SECOND)))
                .isInstanceOfSatisfying(
                        RpcOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).endsWith(" bytes, the limit is 20"));
        assertThat(transport.sent()).isEmpty();
    }

    @Test
    void a_deadline_out_of_its_range_is_the_callers_mistake() {
        RpcClient client = client(FakeTransport.silent());

        for (Duration wrong : new Duration[] {Duration.ZERO, SECOND.negated(), Duration.ofMinutes(11)}) {
            assertThatThrownBy(() -> client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a deadline is more than PT0S and at most PT10M: " + wrong);
        }
        assertThat(client.inFlight()).isZero();
    }

    @Test
    void close_ends_what_is_under_way_and_everything_after() {
        FakeTransport transport = FakeTransport.silent();
        RpcClient client = client(transport);
        CompletionStage<RpcOutcome<Instant>> before = client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND);

        client.close();
        client.close();
        ticker.tickAll();

        assertThat(now(before))
                .isEqualTo(new RpcOutcome.Unreachable<>(true, "the client was closed before the answer came"));
        assertThat(now(client.call(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND)))
                .isEqualTo(new RpcOutcome.Unreachable<>(false, "the client is closed"));
        assertThat(transport.isClosed()).isTrue();
        assertThat(transport.sent()).hasSize(1);
        assertThat(ticker.size()).isZero();
    }

    @Test
    void the_blocking_form_has_the_same_outcome() throws Exception {
        RpcClient client = client(FakeTransport.answering(new RpcResponse.Heartbeat(NOW)));

        assertThat(client.callAndWait(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND))
                .isEqualTo(new RpcOutcome.Answered<>(NOW));
    }

    @Test
    void the_blocking_form_ends_even_if_nobody_ticks() throws Exception {
        FakeTransport transport = FakeTransport.silent();
        RpcClient client = client(transport);
        Duration soon = Duration.ofMillis(10);

        RpcOutcome<Instant> outcome = client.callAndWait(RpcEndpoints.HEARTBEAT, HEARTBEAT, soon);

        assertThat(outcome).isEqualTo(new RpcOutcome.TimedOut<>(soon));
        assertThat(client.inFlight()).isZero();
        assertThat(transport.sent()).singleElement().matches(CompletableFuture::isCancelled);
    }

    @Test
    void an_interrupt_ends_the_wait_and_gives_the_place_back() {
        RpcClient client = client(FakeTransport.silent());
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client.callAndWait(RpcEndpoints.HEARTBEAT, HEARTBEAT, SECOND))
                .isInstanceOf(InterruptedException.class);

        assertThat(client.inFlight()).isZero();
    }

    private RpcClient client(RpcTransport transport) {
        return client(transport, RpcLimits.DEFAULT);
    }

    private RpcClient client(RpcTransport transport, RpcLimits limits) {
        return new RpcClient(transport, limits, ticker, clock::get);
    }

    private static <R> RpcOutcome<R> now(CompletionStage<RpcOutcome<R>> call) {
        assertThat(call.toCompletableFuture()).isDone();
        return call.toCompletableFuture().join();
    }
}
