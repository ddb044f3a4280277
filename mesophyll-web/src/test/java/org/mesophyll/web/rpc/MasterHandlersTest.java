package org.mesophyll.web.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.Dispatch;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.mesh.rpc.InMemoryRpcTransport;
import org.mesophyll.mesh.rpc.RpcClient;
import org.mesophyll.mesh.rpc.RpcEndpoint;
import org.mesophyll.mesh.rpc.RpcEndpoints;
import org.mesophyll.mesh.rpc.RpcExecutor;
import org.mesophyll.mesh.rpc.RpcLimits;
import org.mesophyll.mesh.rpc.RpcOutcome;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.value.Value;

/** The master's executor, asked through a transport in memory. */
class MasterHandlersTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03.000000004Z");
    private static final TenantId TENANT = TenantId.guild(7);
    private static final Event EVENT = Event.of("E", Value.of("in"));
    private static final WorkerId WORKER = new WorkerId(5);

    private final Dispatcher dispatcher = mock(Dispatcher.class);
    private final RpcExecutor executor =
            MasterHandlers.executor(dispatcher, Clock.fixed(NOW, ZoneOffset.UTC), RpcLimits.DEFAULT);

    @Test
    void a_heartbeat_is_answered_with_the_masters_time() {
        assertThat(call(RpcEndpoints.HEARTBEAT, new RpcRequest.Heartbeat())).isEqualTo(new RpcOutcome.Answered<>(NOW));
    }

    @Test
    void an_event_goes_to_the_dispatcher_with_the_callers_deadline() {
        dispatchEndsAs(new DispatchOutcome.Answered(Value.of("out")));

        assertThat(dispatch()).isEqualTo(new RpcOutcome.Answered<>(Value.of("out")));
    }

    @Test
    void every_other_outcome_is_an_error_that_says_what_happened() {
        assertFails(new DispatchOutcome.Refused("no such command"), "the worker refused: no such command");
        assertFails(
                new DispatchOutcome.TimedOut(TIMEOUT),
                "no answer within 3000 ms; the worker may still run the request");
        assertFails(new DispatchOutcome.NotConnected(WORKER), "worker 5 is not connected; nothing was sent");
        assertFails(
                new DispatchOutcome.Backpressure(WORKER, "4096 requests wait"),
                "worker 5: 4096 requests wait; nothing was sent");
        assertFails(
                new DispatchOutcome.ConnectionLost(WORKER, "the connection was cut"),
                "worker 5: the connection was cut; it may have run the request");
        assertFails(new DispatchOutcome.Cancelled(), "the request was cancelled; the worker may still run it");
    }

    @Test
    void an_event_that_the_dispatcher_does_not_take_is_an_error() {
        IllegalArgumentException tooLarge = new IllegalArgumentException("too large");
        when(dispatcher.dispatch(TENANT, EVENT, TIMEOUT)).thenThrow(tooLarge);

        assertThat(dispatch()).isEqualTo(new RpcOutcome.Failed<>("too large"));
    }

    @Test
    void a_dispatcher_that_breaks_is_an_error_without_its_insides() {
        when(dispatcher.dispatch(TENANT, EVENT, TIMEOUT)).thenThrow(new IllegalStateException("jdbc:secret"));

        assertThat(dispatch())
                .isEqualTo(new RpcOutcome.Failed<>(
                        "the request failed for a reason that only the log of the other side tells"));
    }

    @Test
    void every_endpoint_of_the_protocol_has_a_handler() {
        dispatchEndsAs(new DispatchOutcome.Cancelled());

        assertThat(call(RpcEndpoints.HEARTBEAT, new RpcRequest.Heartbeat()).kind())
                .isNotEqualTo(RpcOutcome.Kind.UNKNOWN_REQUEST);
        assertThat(dispatch().kind()).isNotEqualTo(RpcOutcome.Kind.UNKNOWN_REQUEST);
        assertThat(RpcEndpoints.ALL).containsExactlyInAnyOrder(RpcEndpoints.HEARTBEAT, RpcEndpoints.DISPATCH_EVENT);
    }

    private void assertFails(DispatchOutcome outcome, String reason) {
        dispatchEndsAs(outcome);

        assertThat(dispatch()).isEqualTo(new RpcOutcome.Failed<>(reason));
    }

    private void dispatchEndsAs(DispatchOutcome outcome) {
        when(dispatcher.dispatch(TENANT, EVENT, TIMEOUT)).thenReturn(new Ended(outcome));
    }

    private RpcOutcome<Value> dispatch() {
        return call(RpcEndpoints.DISPATCH_EVENT, new RpcRequest.DispatchEvent(TENANT, EVENT));
    }

    private <Q extends RpcRequest, R> RpcOutcome<R> call(RpcEndpoint<Q, R> endpoint, Q request) {
        try (RpcClient client = new RpcClient(
                new InMemoryRpcTransport(executor, Runnable::run, 1),
                RpcLimits.DEFAULT,
                new Ticker(failure -> {}),
                System::nanoTime)) {
            return client.call(endpoint, request, TIMEOUT).toCompletableFuture().join();
        }
    }

    private record Ended(DispatchOutcome ending) implements Dispatch {
        @Override
        public CompletionStage<DispatchOutcome> outcome() {
            return CompletableFuture.completedFuture(ending);
        }

        @Override
        public boolean cancel() {
            return false;
        }
    }
}
