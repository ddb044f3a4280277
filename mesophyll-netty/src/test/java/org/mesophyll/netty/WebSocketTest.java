package org.mesophyll.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mesophyll.netty.Fixture.SOON;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Listener;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;
import org.mesophyll.protocol.Subprotocols;
import org.mesophyll.protocol.codec.MessageBatch;

/** Peers that are not ours: the JDK's WebSocket client, and what is written byte by byte. */
class WebSocketTest {
    private static final int MOST_BYTES = 100_000;
    private static final NettySettings SETTINGS =
            NettySettings.DEFAULT.withConnection(ConnectionSettings.DEFAULT.withMaxMessageBytes(MOST_BYTES));
    private static final String UPGRADE = String.join(
            "\r\n",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "");

    @RegisterExtension
    private final Fixture fixture = new Fixture();

    private final JdkPeer peer = new JdkPeer();

    @Test
    void carries_one_message_a_frame_with_a_peer_that_offers_nothing() throws Exception {
        Listener listener = listen();
        WebSocket jdk = dial(listener);
        Connection server = Fixture.accept(listener);

        jdk.sendBinary(bytes("hello"), true).join();
        assertThat(Fixture.receive(server)).asString(US_ASCII).isEqualTo("hello");
        assertThat(server.send("one".getBytes(US_ASCII))).isEqualTo(Offer.ACCEPTED);
        assertThat(server.send("two".getBytes(US_ASCII))).isEqualTo(Offer.ACCEPTED);

        assertThat(jdk.getSubprotocol()).isEmpty();
        assertThat(peer.nextFrame()).asString(US_ASCII).isEqualTo("one");
        assertThat(peer.nextFrame()).asString(US_ASCII).isEqualTo("two");
    }

    @Test
    void carries_batches_with_a_peer_that_offers_version_2() throws Exception {
        Listener listener = listen();
        WebSocket jdk = dial(listener, "something.else", Subprotocols.V2);
        Connection server = Fixture.accept(listener);
        ByteBuffer batch = ByteBuffer.allocate(100);
        MessageBatch.append("one".getBytes(US_ASCII), batch);
        MessageBatch.append("two".getBytes(US_ASCII), batch);

        jdk.sendBinary(batch.flip(), true).join();
        assertThat(Fixture.receive(server)).asString(US_ASCII).isEqualTo("one");
        assertThat(Fixture.receive(server)).asString(US_ASCII).isEqualTo("two");
        assertThat(server.send("three".getBytes(US_ASCII))).isEqualTo(Offer.ACCEPTED);

        assertThat(jdk.getSubprotocol()).isEqualTo(Subprotocols.V2);
        assertThat(peer.nextFrame())
                .isEqualTo(Framings.BATCHES.frame("three".getBytes(US_ASCII)).array());
    }

    @Test
    void puts_fragments_together() throws Exception {
        Listener listener = listen();
        WebSocket jdk = dial(listener);
        Connection server = Fixture.accept(listener);

        jdk.sendBinary(bytes("he"), false).join();
        jdk.sendPing(bytes("in between")).join();
        jdk.sendBinary(bytes(""), false).join();
        jdk.sendBinary(bytes("llo"), true).join();
        jdk.sendBinary(bytes("again"), true).join();

        assertThat(Fixture.receive(server)).asString(US_ASCII).isEqualTo("hello");
        assertThat(Fixture.receive(server)).asString(US_ASCII).isEqualTo("again");
        assertThat(peer.nextPong()).asString(US_ASCII).isEqualTo("in between");
    }

    @Test
    void ends_with_1003_on_text() throws Exception {
        Listener listener = listen();
        WebSocket jdk = dial(listener);
        Connection server = Fixture.accept(listener);

        jdk.sendText("hello", true).join();

        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.TEXT_REFUSED);
        assertThat(peer.closeCode()).isEqualTo(1003);
    }

    @Test
    void ends_with_1009_on_a_frame_over_the_limit() throws Exception {
        Listener listener = listen();
        WebSocket jdk = dial(listener);
        Connection server = Fixture.accept(listener);

        var unused = jdk.sendBinary(ByteBuffer.allocate(MOST_BYTES + 1), true);

        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.TOO_LARGE);
        assertThat(peer.closeCode()).isEqualTo(1009);
    }

    @Test
    void ends_with_1009_on_fragments_that_are_over_the_limit_together() throws Exception {
        Listener listener = listen();
        WebSocket jdk = dial(listener);
        Connection server = Fixture.accept(listener);

        jdk.sendBinary(ByteBuffer.allocate(MOST_BYTES), false).join();
        var unused = jdk.sendBinary(ByteBuffer.allocate(1), false);

        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.TOO_LARGE);
        assertThat(peer.closeCode()).isEqualTo(1009);
    }

    @Test
    void ends_with_1009_on_a_message_of_a_batch_that_is_over_the_limit() throws Exception {
        Listener listener = fixture.transport(
                        SETTINGS.withConnection(ConnectionSettings.DEFAULT.withMaxMessageBytes(1_000)))
                .listen(Fixture.somewhere("ws"));
        WebSocket jdk = dial(listener, Subprotocols.V2);
        Connection server = Fixture.accept(listener);

        var unused = jdk.sendBinary(Framings.BATCHES.frame(new byte[1_001]), true);

        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.TOO_LARGE);
        assertThat(peer.closeCode()).isEqualTo(1009);
    }

    @Test
    void ends_with_1007_on_what_is_no_batch() throws Exception {
        Listener listener = listen();
        WebSocket jdk = dial(listener, Subprotocols.V2);
        Connection server = Fixture.accept(listener);

        jdk.sendBinary(bytes("no batch"), true).join();

        assertThat(Fixture.awaitEnd(server).code()).isEqualTo(1007);
        assertThat(peer.closeCode()).isEqualTo(1007);
    }

    @Test
    void tells_the_peer_why_it_closes() throws Exception {
        Listener listener = listen();
        dial(listener);
        Connection server = Fixture.accept(listener);

        server.close(CloseReason.REPLACED);

        assertThat(peer.closeCode()).isEqualTo(4000);
        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.REPLACED);
    }

    @Test
    void hears_with_which_code_the_peer_closes() throws Exception {
        Listener listener = listen();
        WebSocket jdk = dial(listener);
        Connection server = Fixture.accept(listener);

        jdk.sendClose(4321, "whatever it says").join();

        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.byPeer(4321));
        assertThat(peer.closeCode()).isEqualTo(4321);
    }

    @Test
    void tells_a_cut_from_an_end() throws Exception {
        Listener listener = listen();
        WebSocket jdk = dial(listener);
        Connection server = Fixture.accept(listener);

        jdk.abort();

        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.CUT);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /other, 404",
        "GET /mesh/more, 404",
        "POST /mesh, 405",
    })
    void refuses_what_is_not_asked_for_at_its_path(String request, int status) throws Exception {
        assertThat(answer(request + " HTTP/1.1\r\nHost: mesh.example\r\n" + UPGRADE + "\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void refuses_a_request_for_something_else_than_an_upgrade() throws Exception {
        assertThat(answer("GET /mesh HTTP/1.1\r\nHost: mesh.example\r\nSec-WebSocket-Version: 13\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void names_the_version_that_it_speaks() throws Exception {
        assertThat(answer("GET /mesh HTTP/1.1\r\nHost: mesh.example\r\n" + UPGRADE.replace("Version: 13", "Version: 99")
                        + "\r\n"))
                .startsWith("HTTP/1.1 426 ")
                .containsIgnoringCase("Sec-WebSocket-Version: 13\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "http://mesh.example:80, 403",
        "https://elsewhere.example, 403",
        "null, 403",
        "http://mesh.example, 101",
    })
    void refuses_a_page_of_another_host(String origin, int status) throws Exception {
        assertThat(answer("GET /mesh HTTP/1.1\r\nHost: mesh.example\r\nOrigin: " + origin + "\r\n" + UPGRADE + "\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void ends_with_1002_on_a_frame_that_is_not_masked() throws Exception {
        Listener listener = listen();
        Socket raw = fixture.rawSocket(listener);
        raw.getOutputStream()
                .write(("GET /mesh HTTP/1.1\r\nHost: mesh.example\r\n" + UPGRADE + "\r\n").getBytes(US_ASCII));
        Connection server = Fixture.accept(listener);

        raw.getOutputStream().write(new byte[] {(byte) 0x82, 1, 7});

        assertThat(Fixture.awaitEnd(server).code()).isEqualTo(1002);
        raw.shutdownOutput();
        assertThat(Fixture.readToEnd(raw)).contains((byte) 0x88, (byte) 0x03, (byte) 0xea); // a close frame, 1002
    }

    @Test
    void speaks_to_a_server_that_takes_no_offer() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint there = new Endpoint("ws", "127.0.0.1", socket.getLocalPort(), "/somewhere");
            var connecting = fixture.transport(SETTINGS).connectAsync(there, SOON);
            PlainWebSocketServer server = fixture.closing(PlainWebSocketServer.accept(socket, ""));
            Connection client = connecting.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);

            server.sendBinary("hello".getBytes(US_ASCII));
            assertThat(Fixture.receive(client)).asString(US_ASCII).isEqualTo("hello");
            assertThat(client.send("yes".getBytes(US_ASCII))).isEqualTo(Offer.ACCEPTED);

            assertThat(server.request()).startsWith("GET /somewhere HTTP/1.1");
            assertThat(server.request()).containsIgnoringCase("Sec-WebSocket-Protocol: " + Subprotocols.V2);
            assertThat(server.nextPayload()).asString(US_ASCII).isEqualTo("yes");
        }
    }

    @Test
    void refuses_a_server_that_chooses_what_was_not_offered() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint there = new Endpoint("ws", "127.0.0.1", socket.getLocalPort(), "");
            var connecting = fixture.transport(SETTINGS).connectAsync(there, SOON);

            fixture.closing(PlainWebSocketServer.accept(socket, "Sec-WebSocket-Protocol: chat\r\n"));

            assertThat(connecting)
                    .failsWithin(SOON)
                    .withThrowableOfType(Exception.class)
                    .withMessageContaining("a subprotocol that was not offered");
        }
    }

    @Test
    void says_with_which_status_a_server_has_refused() throws Exception {
        Listener listener = listen();
        Endpoint other = new Endpoint("ws", "127.0.0.1", listener.endpoint().port(), "/other");
        NettyTransport transport = fixture.transport(SETTINGS);

        TransportException failed =
                catchThrowableOfType(TransportException.class, () -> transport.connect(other, SOON));

        assertThat(failed.reason()).isEqualTo(Reason.HANDSHAKE_FAILED);
        assertThat(failed).hasMessageContaining("404").hasMessageContaining(other.toString());
    }

    private Listener listen() throws Exception {
        return fixture.transport(SETTINGS).listen(Endpoint.parse("ws://127.0.0.1:0/mesh"));
    }

    private WebSocket dial(Listener listener, String... subprotocols) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (subprotocols.length > 0) {
            String[] others = Arrays.copyOfRange(subprotocols, 1, subprotocols.length);
            builder.subprotocols(subprotocols[0], others);
        }
        return builder.buildAsync(URI.create(listener.endpoint().toString()), peer)
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private String answer(String request) throws Exception {
        Socket raw = fixture.rawSocket(listen());
        raw.getOutputStream().write(request.getBytes(US_ASCII));
        byte[] answer = new byte[4_096];
        int length = raw.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, length), US_ASCII);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }
}
