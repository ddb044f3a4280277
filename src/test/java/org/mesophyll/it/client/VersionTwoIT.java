package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageBatch;
import org.mesophyll.protocol.value.Value;

/** Several messages in one frame, for a worker that asks for it; the bytes of version 1 for one that does not. */
@WithMaster
class VersionTwoIT {
    private static final int WORKER = 48;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String V2 = "mesophyll.v2";
    private static final int TOO_LARGE = 1009;
    private static final int MESSAGE_LIMIT = 1024 * 1024;
    private static final byte[] BEAT = ClientMessage.CODEC.encode(new ClientMessage.Heartbeat());

    private final Running master;
    private final Operator operator;

    VersionTwoIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @Test
    void a_worker_that_offers_nothing_or_something_else_gets_version_1() throws IOException, MalformedMessageException {
        try (RawWebSocket silent = RawWebSocket.open(master.webSocket(WORKER, ItTokens.worker(WORKER)))) {
            assertThat(silent.subprotocol()).isEmpty();
            assertThat(silent.read()).isInstanceOf(ServerMessage.Hello.class);
        }
        try (RawWebSocket other =
                RawWebSocket.offering(master.webSocket(WORKER, ItTokens.worker(WORKER)), "chat, mesophyll.v9")) {
            assertThat(other.subprotocol()).isEmpty();
            assertThat(other.read()).isInstanceOf(ServerMessage.Hello.class);
        }
    }

    @Test
    void answers_in_one_frame_reach_their_callers_and_a_broken_one_among_them_harms_no_other()
            throws IOException, MalformedMessageException {
        try (RawWebSocket worker = connect()) {
            List<CompletableFuture<HttpReply>> asked = IntStream.range(0, 3)
                    .mapToObj(i -> operator.dispatchText(TENANT, "a" + i, LIMIT))
                    .toList();
            List<ServerMessage.DispatchEvent> requests = readRequests(worker, 3);

            worker.send(
                    RawWebSocket.BINARY,
                    true,
                    frame(
                            answer(requests.get(2)),
                            new byte[] {(byte) 0xc1},
                            answer(requests.get(0)),
                            BEAT,
                            answer(requests.get(1))));

            assertThat(asked.stream().map(CompletableFuture::join))
                    .allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
            assertThat(operator.get("workers/" + WORKER).text()).contains("\"malformed\":1");
        }
    }

    @Test
    void a_frame_that_is_no_batch_is_counted_once_and_the_connection_stays()
            throws IOException, MalformedMessageException {
        try (RawWebSocket worker = connect()) {
            worker.send(RawWebSocket.BINARY, true, BEAT);
            worker.send(RawWebSocket.BINARY, true, new byte[0]);

            CompletableFuture<HttpReply> asked = operator.dispatchText(TENANT, "a", LIMIT);
            worker.send(
                    RawWebSocket.BINARY,
                    true,
                    frame(answer(readRequests(worker, 1).get(0))));
            assertThat(asked.join().status()).isEqualTo(200);
            assertThat(operator.get("workers/" + WORKER).text()).contains("\"malformed\":2");
        }
    }

    @Test
    void a_message_at_the_limit_passes_and_one_over_it_closes_with_1009_also_within_a_batch()
            throws IOException, MalformedMessageException {
        try (RawWebSocket worker = connect()) {
            worker.send(RawWebSocket.BINARY, true, frame(new byte[MESSAGE_LIMIT]));
            await().untilAsserted(() ->
                    assertThat(operator.get("workers/" + WORKER).text()).contains("\"malformed\":1"));

            worker.send(RawWebSocket.BINARY, true, frame(new byte[MESSAGE_LIMIT + 1]));

            assertThat(worker.readUntilClosed(LIMIT)).isIn(TOO_LARGE, RawWebSocket.CUT);
        }
    }

    @Test
    void sub_protocols_may_be_offered_in_several_header_lines() throws IOException {
        try (RawWebSocket worker = RawWebSocket.offering(
                master.webSocket(WORKER, ItTokens.worker(WORKER)), "chat\r\nSec-WebSocket-Protocol: " + V2)) {
            assertThat(worker.subprotocol()).contains(V2);
        }
    }

    private RawWebSocket connect() throws IOException, MalformedMessageException {
        RawWebSocket worker = RawWebSocket.offering(master.webSocket(WORKER, ItTokens.worker(WORKER)), "chat, " + V2);
        assertThat(worker.subprotocol()).contains(V2);
        assertThat(readMessages(worker)).singleElement().isInstanceOf(ServerMessage.Hello.class);
        assertThat(readMessages(worker)).singleElement().isInstanceOf(ServerMessage.Epoch.class);
        worker.send(RawWebSocket.BINARY, true, frame(BEAT));
        return worker;
    }

    /** Reads requests in however many frames they come. */
    private static List<ServerMessage.DispatchEvent> readRequests(RawWebSocket worker, int count)
            throws IOException, MalformedMessageException {
        List<ServerMessage.DispatchEvent> requests = new ArrayList<>();
        while (requests.size() < count) {
            readMessages(worker).forEach(message -> requests.add((ServerMessage.DispatchEvent) message));
        }
        return requests;
    }

    private static List<ServerMessage> readMessages(RawWebSocket worker) throws IOException, MalformedMessageException {
        byte[] frame = worker.readBinary().toByteArray();
        assertThat(frame).hasSizeLessThanOrEqualTo(MessageBatch.MAX_BYTES);
        List<byte[]> messages = new ArrayList<>();
        MessageBatch.unpack(ByteBuffer.wrap(frame), message -> {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            messages.add(bytes);
        });
        List<ServerMessage> decoded = new ArrayList<>();
        for (byte[] message : messages) {
            decoded.add(ServerMessage.CODEC.decode(message, DecodeLimits.DEFAULT));
        }
        return decoded;
    }

    private static byte[] answer(ServerMessage.DispatchEvent request) {
        RequestId id = Objects.requireNonNull(request.requestId());
        return ClientMessage.CODEC.encode(new ClientMessage.DispatchResponse(id, new DispatchResult.Ok(Value.of("b"))));
    }

    private static byte[] frame(byte[]... messages) {
        ByteBuffer frame = ByteBuffer.allocate(2 * MESSAGE_LIMIT);
        for (byte[] message : messages) {
            MessageBatch.append(message, frame);
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
