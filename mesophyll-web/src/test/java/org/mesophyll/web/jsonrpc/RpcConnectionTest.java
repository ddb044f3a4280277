package org.mesophyll.web.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.api.Role;
import org.mesophyll.web.settings.JsonRpcSettings;

class RpcConnectionTest {
    private static final Caller ANN = new Caller("operator:ann", Role.OPERATOR);
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"method\":\"later\",\"id\":1}";
    private static final String NOTIFICATION = "{\"jsonrpc\":\"2.0\",\"method\":\"later\"}";
    private static final JsonRpcSettings SETTINGS = new JsonRpcSettings(
            9,
            10_000,
            10_000,
            10_000,
            1024,
            9,
            Duration.ofSeconds(20),
            Duration.ofSeconds(100),
            Duration.ofSeconds(30),
            "",
            List.of(),
            new JsonRpcSettings.Strangers(9, 9, 9, 1024));

    private final AtomicLong nanos = new AtomicLong();
    private final FakeWire wire = new FakeWire();
    private final AtomicInteger gone = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final List<CompletableFuture<Json>> calls = new ArrayList<>();
    private final RpcProcessor processor = new RpcProcessor(
            List.of(new RpcMethod("later", "A method.", Access.VIEWER, List.of(), "Something.", this::later)),
            SETTINGS,
            nanos::get);

    private CompletableFuture<Json> later(RpcSession session, Params params) {
        session.whileOpen(cancelled::incrementAndGet);
        CompletableFuture<Json> call = new CompletableFuture<>();
        calls.add(call);
        return call;
    }

    @Test
    void sends_answers_when_they_are_there() {
        RpcConnection connection = open(ANN);
        connection.onText(CALL);
        connection.onText(NOTIFICATION);
        assertThat(wire.sent).isEmpty();

        calls.get(0).complete(Json.of(7));
        calls.get(1).complete(Json.of(8));

        assertThat(wire.sent).containsExactly("{\"jsonrpc\":\"2.0\",\"result\":7,\"id\":1}");
    }

    @Test
    void gives_up_what_is_under_way_when_it_ends_and_hears_nothing_more() {
        RpcConnection connection = open(ANN);
        connection.onText(CALL);

        connection.onClosed(CloseReason.CUT);
        connection.onText(CALL);
        calls.get(0).complete(Json.of(7));

        assertThat(cancelled).hasValue(1);
        assertThat(gone).hasValue(1);
        assertThat(calls).hasSize(1);
        assertThat(wire.sent).isEmpty();
    }

    @Test
    void closes_a_session_whose_messages_have_to_be_refused_again_and_again() {
        RpcConnection connection = open(ANN);
        for (int i = 0; i < 32; i++) {
            connection.onText(i % 2 == 0 ? "{" : "[]");
        }
        assertThat(wire.closes).isEmpty();
        assertThat(wire.sent).hasSize(32);

        connection.onText("1");

        assertThat(wire.closes).containsExactly("1008 more than 32 messages had to be refused");
    }

    @Test
    void closes_a_stranger_who_calls_what_strangers_may_not() {
        RpcConnection connection = open(null);

        for (int i = 0; i < 33; i++) {
            connection.onText(NOTIFICATION); // its refusal is not even sent
        }

        assertThat(wire.closes).containsExactly("1008 more than 32 messages had to be refused");
        assertThat(calls).isEmpty();
    }

    @Test
    void closes_a_session_in_which_nobody_proves_who_they_are() {
        RpcConnection connection = open(null);
        tick(connection, 29);
        assertThat(wire.closes).isEmpty();

        tick(connection, 1);

        assertThat(wire.closes).containsExactly("1008 not authenticated within PT30S");
    }

    @Test
    void closes_a_session_without_calls_but_not_one_that_waits_for_an_answer() {
        RpcConnection connection = open(ANN);
        connection.onText(CALL);
        tick(connection, 101);
        assertThat(wire.closes).isEmpty();
        calls.get(0).complete(Json.of(7));

        tick(connection, 1);

        assertThat(wire.closes).containsExactly("1000 no call within PT1M40S");
    }

    @Test
    void pings_and_closes_a_session_that_is_silent() {
        RpcConnection connection = open(ANN);
        tick(connection, 20);
        assertThat(wire.pings).isEqualTo(1);
        connection.onText(NOTIFICATION); // keeps it busy

        for (int second = 0; second < 61; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            connection.tick();
        }

        assertThat(wire.closes).containsExactly("4001 no sign of life for three heartbeat intervals");
    }

    @Test
    void closes_a_session_that_does_not_take_its_answers() {
        RpcConnection connection = open(ANN);
        wire.reads = false;
        for (int i = 0; i < 1_100; i++) {
            connection.onText(CALL);
        }

        calls.forEach(call -> call.complete(Json.of(7)));

        assertThat(wire.closes).containsExactly("4002 a frame was not taken within the deadline");
        assertThat(gone).hasValue(1);
    }

    private void tick(RpcConnection connection, long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        connection.onPong(ByteBuffer.allocate(0)); // a sign of life
        connection.tick();
    }

    private RpcConnection open(@Nullable Caller caller) {
        RpcSession session = new RpcSession(
                new CallBudget(10_000, 10_000, nanos::get), new CallBudget(10_000, 10_000, nanos::get), caller, null);
        return new RpcConnection(wire, session, processor, SETTINGS, nanos::get, ended -> gone.incrementAndGet());
    }

    /** Takes what it is sent at once, or never. */
    private static final class FakeWire implements Wire {
        private final List<String> sent = new ArrayList<>();
        private final List<String> closes = new ArrayList<>();
        private boolean reads = true;
        private int pings;

        @Override
        public Framing framing() {
            return Framings.SINGLE;
        }

        @Override
        public void send(ByteBuffer frame, SendCallback callback) {
            if (reads) {
                sent.add(StandardCharsets.UTF_8.decode(frame).toString());
                callback.sent();
            }
        }

        @Override
        public void ping(ByteBuffer payload) {
            pings++;
        }

        @Override
        public void close(int code, String reason) {
            closes.add(code + " " + reason);
        }

        @Override
        public void abort() {}
    }
}
