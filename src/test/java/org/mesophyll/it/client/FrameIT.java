package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.Subprotocols;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Value;

/** Frames that are no messages: refused with the right close code, or counted and skipped (G10). */
@WithMaster
class FrameIT {
    private static final int WORKER = 46;
    private static final int OTHER = 52;
    private static final int MAX_FAULTS = 100; // within ten seconds
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TEXT_REFUSED = 1003;
    private static final int TOO_LARGE = 1009;
    private static final int MESSAGE_LIMIT = 1024 * 1024;
    private static final int FRAGMENT = 64 * 1024;

    private final Running master;
    private final Operator operator;

    FrameIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @Test
    void a_text_frame_closes_with_1003() throws IOException, MalformedMessageException {
        try (RawWebSocket worker = connect()) {
            worker.send(RawWebSocket.TEXT, true, "hello".getBytes(StandardCharsets.UTF_8));

            assertThat(worker.readUntilClosed(LIMIT)).isEqualTo(TEXT_REFUSED);
        }
    }

    @Test
    void one_frame_over_the_limit_closes_the_connection() throws IOException, MalformedMessageException {
        try (RawWebSocket worker = connect()) {
            sendUntilRefused(() -> worker.send(RawWebSocket.BINARY, true, new byte[2 * MESSAGE_LIMIT]));

            assertThat(worker.readUntilClosed(LIMIT)).isIn(TOO_LARGE, RawWebSocket.CUT);
        }
    }

    @Test
    void fragments_count_together() throws IOException, MalformedMessageException {
        try (RawWebSocket worker = connect()) {
            sendUntilRefused(() -> {
                worker.send(RawWebSocket.BINARY, false, new byte[FRAGMENT]);
                for (int sent = 0; sent < 4 * MESSAGE_LIMIT; sent += FRAGMENT) {
                    worker.send(RawWebSocket.CONTINUATION, false, new byte[FRAGMENT]);
                }
            });

            assertThat(worker.readUntilClosed(LIMIT)).isIn(TOO_LARGE, RawWebSocket.CUT);
        }
    }

    @Test
    void garbage_is_counted_and_skipped_and_the_connection_stays() throws IOException, MalformedMessageException {
        try (RawWebSocket worker = connect()) {
            worker.send(RawWebSocket.BINARY, true, new byte[] {(byte) 0xc1, 1, 2, 3});
            worker.send(RawWebSocket.BINARY, true, new byte[0]);

            assertServes(worker);
            assertThat(operator.get("workers/" + WORKER).text()).contains("\"malformed\":2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", Subprotocols.V2})
    void more_than_a_hundred_faults_close_the_connection_and_disturb_no_other(String subprotocol)
            throws IOException, MalformedMessageException {
        String[] version =
                subprotocol.isEmpty() ? new String[0] : new String[] {"Sec-WebSocket-Protocol: " + subprotocol};
        try (TestWorker other = TestWorker.connect(master, OTHER, TestWorker.Behaviour.ECHO);
                RawWebSocket worker = RawWebSocket.openFrom(
                        RawHttp.newSource(), master.webSocket(WORKER, ItTokens.worker(WORKER)), version)) {
            worker.readBinary();
            sendUntilRefused(() -> {
                for (int i = 0; i <= MAX_FAULTS; i++) {
                    worker.send(RawWebSocket.BINARY, true, new byte[] {(byte) 0xc1});
                }
            });

            assertThat(worker.readUntilClosed(LIMIT)).isEqualTo(PROTOCOL_ERROR);
            assertThat(operator.dispatchText(Tenants.guildOf(OTHER, 1), "still here", LIMIT)
                            .join()
                            .status())
                    .isEqualTo(200);
            assertThat(other.closed()).isNotDone();
        }
    }

    @Test
    void empty_fragments_do_no_harm() throws IOException, MalformedMessageException {
        byte[] beat = ClientMessage.CODEC.encode(new ClientMessage.Heartbeat());
        try (RawWebSocket worker = connect()) {
            worker.send(RawWebSocket.BINARY, false, new byte[0]);
            for (int i = 0; i < 1_000; i++) {
                worker.send(RawWebSocket.CONTINUATION, false, new byte[0]);
            }
            worker.send(RawWebSocket.CONTINUATION, true, beat);

            assertServes(worker);
            assertThat(operator.get("workers/" + WORKER).text()).contains("\"malformed\":0");
        }
    }

    private RawWebSocket connect() throws IOException, MalformedMessageException {
        RawWebSocket worker = RawWebSocket.open(master.webSocket(WORKER, ItTokens.worker(WORKER)));
        worker.read();
        worker.beat();
        return worker;
    }

    private void assertServes(RawWebSocket worker) throws IOException, MalformedMessageException {
        CompletableFuture<HttpReply> asked = operator.dispatchText(TENANT, "a", Duration.ofSeconds(10));
        ServerMessage.DispatchEvent request = (ServerMessage.DispatchEvent) worker.read();
        worker.send(new ClientMessage.DispatchResponse(
                Objects.requireNonNull(request.requestId()), new DispatchResult.Ok(Value.of("b"))));
        assertThat(asked.join().status()).isEqualTo(200);
    }

    /** Sends what the master may refuse before all of it was sent. */
    private static void sendUntilRefused(Sending sending) {
        try {
            sending.send();
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe|closed|abort).*");
        }
    }

    private interface Sending {
        void send() throws IOException;
    }
}
