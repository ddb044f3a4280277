package org.mesophyll.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mesophyll.netty.Fixture.SOON;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Listener;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;

/** What becomes of ends that do not keep to the rules, byte by byte. */
class StreamTest {
    private static final byte[] GREETING = "mesophyll.mesh.v1\n".getBytes(US_ASCII);
    private static final NettySettings SETTINGS = NettySettings.DEFAULT;

    @RegisterExtension
    private final Fixture fixture = new Fixture();

    @Test
    void speaks_to_an_end_that_greets_and_puts_lengths_before_messages() throws Exception {
        Listener listener = listen(SETTINGS);
        Socket raw = greeted(listener);
        Connection server = Fixture.accept(listener);

        write(raw, 2, "hi");

        assertThat(Fixture.receive(server)).asString(US_ASCII).isEqualTo("hi");
        assertThat(server.send("yes".getBytes(US_ASCII))).isEqualTo(Offer.ACCEPTED);
        assertThat(raw.getInputStream().readNBytes(7)).asString(US_ASCII).isEqualTo("\0\0\0\3yes");
    }

    @Test
    void takes_the_greeting_in_single_bytes_and_what_follows_it_at_once() throws Exception {
        Listener listener = listen(SETTINGS);
        Socket raw = fixture.rawSocket(listener);
        raw.setTcpNoDelay(true);

        for (int i = 0; i < GREETING.length - 1; i++) {
            raw.getOutputStream().write(GREETING[i]);
        }
        raw.getOutputStream().write("\n\0\0\0\2hi".getBytes(US_ASCII));

        assertThat(Fixture.receive(Fixture.accept(listener))).asString(US_ASCII).isEqualTo("hi");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_048_577, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void ends_with_1009_when_a_length_is_over_the_limit(int length) throws Exception {
        Listener listener = listen(SETTINGS);
        Socket raw = greeted(listener);
        Connection server = Fixture.accept(listener);

        write(raw, length, "what comes is not looked at");

        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.TOO_LARGE);
        assertThat(Fixture.readToEnd(raw)).isEmpty();
    }

    @Test
    void hands_on_what_came_whole_before_a_message_was_cut() throws Exception {
        Listener listener = listen(SETTINGS);
        Socket raw = greeted(listener);
        Connection server = Fixture.accept(listener);

        write(raw, 2, "hi");
        write(raw, 100, "this is not one hundred bytes long");
        raw.close();

        assertThat(Fixture.receive(server)).asString(US_ASCII).isEqualTo("hi");
        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.CUT);
    }

    @Test
    void tells_an_end_between_messages_from_a_cut() throws Exception {
        Listener listener = listen(SETTINGS);
        Socket raw = greeted(listener);
        Connection server = Fixture.accept(listener);

        write(raw, 2, "hi");
        raw.close();

        assertThat(Fixture.awaitEnd(server)).isEqualTo(CloseReason.byPeer(1000));
    }

    @Test
    void closes_on_whoever_does_not_greet() throws Exception {
        Listener listener = listen(SETTINGS);
        Socket raw = fixture.rawSocket(listener);

        raw.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));

        assertThat(Fixture.readToEnd(raw)).isEmpty();
        assertThat(Fixture.acceptsNobody(listener)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void closes_on_whoever_takes_too_long_to_begin(String scheme) throws Exception {
        Listener listener = fixture.transport(SETTINGS.withHandshakeTimeout(Duration.ofMillis(100)))
                .listen(Fixture.somewhere(scheme));
        Socket raw = fixture.rawSocket(listener);

        raw.getOutputStream().write('m');

        assertThat(Fixture.readToEnd(raw)).isEmpty();
        assertThat(Fixture.acceptsNobody(listener)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void refuses_those_for_whom_there_is_no_place(String scheme) throws Exception {
        Listener listener = fixture.transport(SETTINGS.withBacklog(2)).listen(Fixture.somewhere(scheme));
        NettyTransport dialling = fixture.transport(SETTINGS);
        Connection first = dialling.connect(listener.endpoint(), SOON);
        Connection second = dialling.connect(listener.endpoint(), SOON);

        TransportException refused =
                catchThrowableOfType(TransportException.class, () -> dialling.connect(listener.endpoint(), SOON));
        Connection accepted = Fixture.accept(listener);
        Connection fourth = dialling.connect(listener.endpoint(), SOON);

        assertThat(refused.reason()).isIn(Reason.REFUSED, Reason.UNREACHABLE);
        assertThat(accepted.remote()).isEqualTo(first.local());
        assertThat(second.ended()).isEmpty();
        assertThat(fourth.ended()).isEmpty();
    }

    @Test
    void gives_the_place_back_of_one_who_does_not_greet() throws Exception {
        Listener listener = fixture.transport(SETTINGS.withBacklog(1)).listen(Fixture.somewhere("tcp"));
        NettyTransport dialling = fixture.transport(SETTINGS);

        for (int i = 0; i < 10; i++) {
            Socket raw = fixture.rawSocket(listener);
            raw.getOutputStream().write('x');
            assertThat(Fixture.readToEnd(raw)).isEmpty();
        }

        assertThat(dialling.connect(listener.endpoint(), SOON).ended()).isEmpty();
    }

    @Test
    void says_that_the_other_end_is_something_else() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NettyTransport transport = fixture.transport(SETTINGS);
            var connecting = transport.connectAsync(endpoint("tcp", server.getLocalPort()), SOON);

            fixture.closing(server.accept()).getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(US_ASCII));

            assertThat(connecting)
                    .failsWithin(SOON)
                    .withThrowableOfType(Exception.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            failed -> assertThat(failed.reason()).isEqualTo(Reason.HANDSHAKE_FAILED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tcps", "ws", "wss"})
    void gives_up_in_time_when_the_other_end_says_nothing(String scheme) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NettyTransport transport = fixture.transport(SETTINGS);
            Endpoint silent = endpoint(scheme, server.getLocalPort());

            TransportException failed = catchThrowableOfType(
                    TransportException.class, () -> transport.connect(silent, Duration.ofMillis(100)));

            assertThat(failed.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(failed).hasMessageContaining(silent.toString()).hasMessageContaining("PT0.1S");
            assertThat(Fixture.readToEnd(fixture.closing(server.accept()))).hasSizeLessThan(2_000);
        }
    }

    @Test
    void tries_the_addresses_of_a_name_in_turn() throws Exception {
        Listener listener = listen(SETTINGS);

        Connection client = fixture.transport(SETTINGS)
                .connect(new Endpoint("tcp", "localhost", listener.endpoint().port(), ""), SOON);

        assertThat(client.local().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void says_that_a_name_leads_nowhere() {
        NettyTransport transport = fixture.transport(SETTINGS);
        Endpoint impossible = new Endpoint("tcp", "n".repeat(64) + ".invalid", 1, ""); // no label is that long

        TransportException failed =
                catchThrowableOfType(TransportException.class, () -> transport.connect(impossible, SOON));

        assertThat(failed.reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void does_not_connect_to_port_0() {
        NettyTransport transport = fixture.transport(SETTINGS);

        TransportException failed =
                catchThrowableOfType(TransportException.class, () -> transport.connect(Fixture.somewhere("tcp"), SOON));

        assertThat(failed.reason()).isEqualTo(Reason.BAD_ENDPOINT);
    }

    private Listener listen(NettySettings settings) throws Exception {
        return fixture.transport(settings).listen(Fixture.somewhere("tcp"));
    }

    private Socket greeted(Listener listener) throws Exception {
        Socket raw = fixture.rawSocket(listener);
        raw.getOutputStream().write(GREETING);
        assertThat(raw.getInputStream().readNBytes(GREETING.length)).isEqualTo(GREETING);
        return raw;
    }

    /** In one piece, for a server that does not like the length may reset the connection before more is written. */
    private static void write(Socket raw, int length, String body) throws Exception {
        byte[] text = body.getBytes(US_ASCII);
        raw.getOutputStream()
                .write(ByteBuffer.allocate(Integer.BYTES + text.length)
                        .putInt(length)
                        .put(text)
                        .array());
    }

    private static Endpoint endpoint(String scheme, int port) {
        return new Endpoint(scheme, "127.0.0.1", port, "");
    }
}
