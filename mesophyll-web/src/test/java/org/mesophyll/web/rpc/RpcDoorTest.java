package org.mesophyll.web.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.master.Dispatch;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.value.Value;
import org.mesophyll.web.FakeExchange;
import org.mesophyll.web.JerseyDoor;
import org.mesophyll.web.ManualTimer;
import org.mesophyll.web.api.AnswerThreads;
import org.mesophyll.web.api.OperatorAuthenticationFilter;
import org.mesophyll.web.guard.AllowedOrigins;
import org.mesophyll.web.guard.FailureThrottle;
import org.mesophyll.web.guard.Refusals;
import org.mesophyll.web.guard.ThrottleSettings;
import org.mesophyll.web.jsonrpc.RpcServer;
import org.mesophyll.web.settings.JsonRpcSettings;

/** {@code POST /rpc} through the JAX-RS runtime, behind the operators' filter. */
class RpcDoorTest {
    private static final String ROLE = "org.mesophyll.role";
    private static final String OPERATOR = "o".repeat(64);
    private static final String VIEWER = "v".repeat(64);
    private static final TenantId TENANT = TenantId.guild(7);
    private static final Event EVENT = Event.of("E", Value.of("in"));
    private static final byte[] BEAT = RpcRequest.CODEC.encode(new RpcRequest.Heartbeat());
    private static final byte[] DISPATCH = RpcRequest.CODEC.encode(new RpcRequest.DispatchEvent(TENANT, EVENT));

    private final Dispatcher dispatcher = mock(Dispatcher.class);
    private final Dispatch dispatch = mock(Dispatch.class);
    private final MasterSettings settings = mock(MasterSettings.class);
    private final MasterMetrics metrics = new MasterMetrics();
    private final ManualTimer timer = new ManualTimer();

    @TempDir
    private Path directory;

    private OperatorAuthenticationFilter filter;
    private JerseyDoor door;

    @BeforeEach
    void open() throws IOException {
        when(settings.defaultTimeout()).thenReturn(Duration.ofSeconds(30));
        when(settings.maxTimeout()).thenReturn(Duration.ofSeconds(60));
        when(settings.completionQueue()).thenReturn(10);
        Path tokens = directory.resolve("operator-tokens");
        Files.writeString(tokens, "operator ann " + OPERATOR + "\nviewer bob " + VIEWER + "\n");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        Refusals refusals = new Refusals(new FailureThrottle(ThrottleSettings.DEFAULT, () -> 0), timer, () -> {});
        filter = OperatorAuthenticationFilter.open(
                tokens, refusals, metrics, new AllowedOrigins(Set.of()), stranger -> true, refusals);
        door = new JerseyDoor(new RpcApplication(), "/rpc/", new AbstractBinder() {
            @Override
            protected void configure() {
                bind(dispatcher).to(Dispatcher.class);
                bind(settings).to(MasterSettings.class);
                bind(new AnswerThreads()).to(AnswerThreads.class);
                bind(mock(RpcServer.class)).to(RpcServer.class);
                bind(mock(JsonRpcSettings.class)).to(JsonRpcSettings.class);
                bindAsContract(RpcResource.class).in(Singleton.class); // what a server makes of its scope
            }
        });
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        metrics.close();
    }

    @Test
    void a_heartbeat_is_answered_with_the_masters_time() throws Exception {
        Instant before = Instant.now();

        JerseyDoor.Answer answer = post("", BEAT);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/msgpack");
        assertThat(((RpcResponse.Heartbeat) response(answer)).time()).isBetween(before, Instant.now());
    }

    @Test
    void an_event_is_dispatched_within_the_callers_time_or_the_masters() throws Exception {
        CompletableFuture<DispatchOutcome> outcome =
                CompletableFuture.completedFuture(new DispatchOutcome.Answered(Value.of("out")));
        when(dispatch.outcome()).thenReturn(outcome);
        when(dispatcher.dispatch(TENANT, EVENT, Duration.ofMillis(5))).thenReturn(dispatch);
        when(dispatcher.dispatch(TENANT, EVENT, Duration.ofSeconds(30))).thenReturn(dispatch);
        when(dispatcher.dispatch(TENANT, EVENT, Duration.ofSeconds(60))).thenReturn(dispatch);

        for (String query : List.of("?timeout_ms=5", "", "?timeout_ms=60000")) {
            assertThat(response(post(query, DISPATCH))).isEqualTo(new RpcResponse.DispatchEvent(Value.of("out")));
        }

        verify(dispatcher).dispatch(TENANT, EVENT, Duration.ofMillis(5));
        verify(dispatcher).dispatch(TENANT, EVENT, Duration.ofSeconds(30));
        verify(dispatcher).dispatch(TENANT, EVENT, Duration.ofSeconds(60));
    }

    @Test
    void a_dispatch_that_fails_is_200_with_an_error() throws Exception {
        when(dispatch.outcome())
                .thenReturn(CompletableFuture.completedFuture(new DispatchOutcome.NotConnected(new WorkerId(5))));
        when(dispatcher.dispatch(TENANT, EVENT, Duration.ofSeconds(30))).thenReturn(dispatch);

        JerseyDoor.Answer answer = post("", DISPATCH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(response(answer)).isEqualTo(new RpcResponse.Failure("worker 5 is not connected; nothing was sent"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "60001", "9223372036854775808", "soon", ""})
    void a_timeout_out_of_its_range_is_400(String millis) throws Exception {
        JerseyDoor.Answer answer = post("?timeout_ms=" + millis, BEAT);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("timeout_ms must be a whole number of milliseconds, 1 to 60000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c0", "c1", "81a9486561727462656174"})
    void a_body_that_is_no_request_is_400_with_a_reason(String hex) throws Exception {
        JerseyDoor.Answer answer = post("", HexFormat.of().parseHex(hex));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        assertThat(answer.text()).startsWith("the request does not decode: ");
    }

    @Test
    void a_request_that_the_master_does_not_know_is_501() throws Exception {
        JerseyDoor.Answer answer = post("", HexFormat.of().parseHex("81a44e6f706590"));

        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.text()).isEqualTo("the request is none of Heartbeat, DispatchEvent");
    }

    @Test
    void requests_over_the_bound_are_429() throws Exception {
        when(settings.completionQueue()).thenReturn(1);
        CountDownLatch underWay = new CountDownLatch(1);
        CompletableFuture<DispatchOutcome> outcome = new CompletableFuture<>();
        when(dispatch.outcome()).thenReturn(outcome);
        when(dispatcher.dispatch(TENANT, EVENT, Duration.ofSeconds(30))).thenAnswer(call -> {
            underWay.countDown();
            return dispatch;
        });
        ExecutorService caller = Executors.newSingleThreadExecutor();
        Future<JerseyDoor.Answer> first = caller.submit(() -> post("", DISPATCH));
        assertThat(underWay.await(20, TimeUnit.SECONDS)).isTrue();

        JerseyDoor.Answer second = post("", BEAT);

        assertThat(second.status()).isEqualTo(429);
        assertThat(second.header("Retry-After")).isEqualTo("1");
        assertThat(second.text()).isEqualTo("1 requests are under way, as many as may");
        outcome.complete(new DispatchOutcome.Cancelled());
        assertThat(first.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        caller.shutdown();
    }

    @Test
    void what_is_not_the_door_is_refused() throws Exception {
        assertThat(door.send("GET", "", as(OPERATOR), "", new byte[0]).status()).isEqualTo(405);
        assertThat(door.send("POST", "nothing", as(OPERATOR), "", BEAT).status())
                .isEqualTo(404);
        assertThat(door.send("POST", "", as(OPERATOR), "text/plain", BEAT).status())
                .isEqualTo(415);
    }

    @Test
    void a_viewer_is_refused_and_so_is_nobody() throws Exception {
        assertThat(door.send("POST", "", as(VIEWER), "", DISPATCH).status()).isEqualTo(403);
        assertThat(door.send("POST", "", Map.of(), "", DISPATCH).status()).isEqualTo(401);
        verifyNoInteractions(dispatcher);
    }

    private JerseyDoor.Answer post(String query, byte[] body) throws Exception {
        return door.send("POST", query, as(OPERATOR), "", body);
    }

    /** Returns what the filter leaves for a request with a token. */
    private Map<String, Object> as(String token) throws Exception {
        FakeExchange exchange = new FakeExchange("POST", "/rpc", null).header("Authorization", "Bearer " + token);
        filter.doFilter(exchange.request(), exchange.response(), exchange.chain());
        return Map.of(ROLE, Objects.requireNonNull(exchange.attribute(ROLE)));
    }

    private static RpcResponse response(JerseyDoor.Answer answer) throws Exception {
        return RpcResponse.CODEC.decode(answer.body().toByteArray(), DecodeLimits.DEFAULT);
    }
}
