package org.mesophyll.client.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.websocket.Connector.ConnectFailure;
import org.mesophyll.mesh.link.Wire;

/** Handshakes with a server that answers byte by byte, wrongly, or not at all. */
class TyrusConnectorTest {
    private static final Duration HANDSHAKE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String KEY = "sec-websocket-key: ";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final TyrusConnector connector = new TyrusConnector(HANDSHAKE, 1024);
    private final Heard heard = new Heard();
    private final ServerSocket server;

    TyrusConnectorTest() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        connector.close();
        server.close();
    }

    @Test
    void an_answer_may_come_byte_by_byte_with_a_frame_behind_it() throws Exception {
        answer((key, out) -> {
            byte[] frame = {(byte) 0x82, 2, 7, 8};
            for (byte one : upgrade(key).getBytes(StandardCharsets.US_ASCII)) {
                out.write(one);
                out.flush();
            }
            out.write(frame);
        });

        connector.connect(address(), "token", heard);

        assertThat(heard.next()).isEqualTo("open");
        assertThat(heard.next()).isEqualTo("0708");
        assertThat(heard.next()).isEqualTo("closed 1006");
    }

    @Test
    void an_answer_and_a_frame_in_one_piece_are_both_read() throws Exception {
        answer((key, out) -> out.write((upgrade(key) + "\u0082\u0001\u0009").getBytes(StandardCharsets.ISO_8859_1)));

        connector.connect(address(), "token", heard);

        assertThat(heard.next()).isEqualTo("open");
        assertThat(heard.next()).isEqualTo("09");
    }

    @Test
    void much_at_once_is_read_however_small_the_messages_may_be() throws Exception {
        int frames = 2_000;
        byte[] frame = ByteBuffer.allocate(4 + 1_000)
                .put((byte) 0x82)
                .put((byte) 126)
                .putShort((short) 1_000)
                .array();
        answer((key, out) -> {
            out.write(upgrade(key).getBytes(StandardCharsets.US_ASCII));
            byte[] all = new byte[frames * frame.length];
            for (int i = 0; i < frames; i++) {
                System.arraycopy(frame, 0, all, i * frame.length, frame.length);
            }
            out.write(all);
        });

        connector.connect(address(), "token", heard);

        assertThat(heard.next()).isEqualTo("open");
        for (int i = 0; i < frames; i++) {
            assertThat(heard.next()).isEqualTo("00".repeat(1_000));
        }
    }

    @Test
    void a_status_that_refuses_is_told() throws Exception {
        answer((key, out) -> out.write("HTTP/1.1 404 \r\n\r\n".getBytes(StandardCharsets.US_ASCII)));

        ConnectFailure failure = fail();

        assertThat(failure.refused()).isTrue();
        assertThat(failure).hasMessageContaining("404");
    }

    @Test
    void a_server_that_hangs_up_is_noticed_at_once() throws Exception {
        answer((key, out) -> {});

        assertThat(fail().refused()).isFalse();
    }

    @Test
    void what_is_not_http_is_refused_at_once() throws Exception {
        answer((key, out) -> {
            out.write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            TimeUnit.SECONDS.sleep(HANDSHAKE.toSeconds());
        });

        assertThat(fail().refused()).isFalse();
    }

    @Test
    void an_answer_without_an_end_is_refused_at_a_bound() throws Exception {
        answer((key, out) -> {
            out.write("HTTP/1.1 101 x\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] endless = "a: b\r\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
            out.write(endless);
            out.flush();
            TimeUnit.SECONDS.sleep(HANDSHAKE.toSeconds());
        });

        assertThat(fail().refused()).isFalse();
    }

    @Test
    void a_server_that_is_not_there_is_told() throws Exception {
        server.close();

        assertThat(fail()).hasMessageContaining("cannot be reached");
    }

    /** Connects, which must fail long before the handshake's time-out. */
    private ConnectFailure fail() {
        long startNanos = System.nanoTime();
        ConnectFailure failure =
                catchThrowableOfType(ConnectFailure.class, () -> connector.connect(address(), "token", heard));
        assertThat(failure).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(SOON);
        return failure;
    }

    private URI address() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/ws?id=0");
    }

    /** Answers one request, on a thread that ends with that. */
    private void answer(Answer answer) {
        Thread thread = new Thread(() -> {
            try (Socket peer = server.accept()) {
                answer.write(keyOf(peer), peer.getOutputStream());
            } catch (IOException | InterruptedException e) {
                heard.events.add("the server failed: " + e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String keyOf(Socket peer) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
        String key = "";
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            key = line.toLowerCase(Locale.ROOT).startsWith(KEY) ? line.substring(KEY.length()) : key;
        }
        return key;
    }

    private static String upgrade(String key) {
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "SEC-WEBSOCKET-ACCEPT: " + Base64.getEncoder().encodeToString(sha1) + "\r\n\r\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Answer {
        void write(String key, OutputStream to) throws IOException, InterruptedException;
    }

    private static final class Heard implements Connector.Incoming {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        private @Nullable String next() throws InterruptedException {
            return events.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void onOpen(Wire wire) {
            events.add("open");
        }

        @Override
        public void onBinary(ByteBuffer message) {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            events.add(HexFormat.of().formatHex(bytes));
        }

        @Override
        public void onPong(ByteBuffer payload) {
            events.add("pong");
        }

        @Override
        public void onSkipped(String what) {
            events.add(what);
        }

        @Override
        public void onClosed(int code) {
            events.add("closed " + code);
        }
    }
}
