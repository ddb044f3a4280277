package org.mesophyll.mesh.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Value;

class RpcEndpointTest {
    /** All that a new endpoint takes, once its messages exist: this one greets over the messages of another. */
    private static final RpcEndpoint<RpcRequest.DispatchEvent, String> GREETING = RpcEndpoint.of(
            RpcRequest.DispatchEvent.class,
            RpcResponse.DispatchEvent.class,
            response -> ((Value.Text) response.value()).value(),
            text -> new RpcResponse.DispatchEvent(Value.of(text)));

    @Test
    void one_declaration_is_all_that_client_and_executor_need() {
        RpcExecutor executor = RpcExecutor.builder()
                .on(
                        GREETING,
                        (request, within) -> CompletableFuture.completedFuture(
                                new RpcResult.Ok<>("hello, " + request.event().name())))
                .build();
        try (RpcClient client = new RpcClient(
                new InMemoryRpcTransport(executor, Runnable::run, 1),
                RpcLimits.DEFAULT,
                new Ticker(failure -> {}),
                System::nanoTime)) {

            RpcRequest.DispatchEvent request =
                    new RpcRequest.DispatchEvent(TenantId.user(1), Event.of("world", Value.ofNull()));

            assertThat(client.call(GREETING, request, Duration.ofSeconds(1)).toCompletableFuture())
                    .isCompletedWithValue(new RpcOutcome.Answered<>("hello, world"));
        }
    }

    @Test
    void every_request_of_the_protocol_has_an_endpoint() {
        List<Class<?>> declared = RpcEndpoints.ALL.stream()
                .<Class<?>>map(RpcEndpoint::requestType)
                .toList();

        assertThat(declared).containsExactlyInAnyOrder(RpcRequest.class.getPermittedSubclasses());
    }
}
