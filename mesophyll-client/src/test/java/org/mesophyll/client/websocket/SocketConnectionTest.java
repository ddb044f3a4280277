package org.mesophyll.client.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.FrameSink.SendCallback;

class SocketConnectionTest {
    private static final int BIG = 16 * 1024 * 1024;

    private final Heard heard = new Heard();
    private Socket peer;
    private SocketConnection connection;
    private Loop loop = SocketLoop::add;

    SocketConnectionTest() throws IOException {
        connect();
    }

    private void connect() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketChannel channel =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
            channel.configureBlocking(false);
            peer = server.accept();
            connection = new SocketConnection(channel, heard);
        }
        loop.add(connection);
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        peer.close();
    }

    @Test
    void bytes_come_and_go() throws IOException {
        Written written = write(new byte[] {1, 2});
        peer.getOutputStream().write(new byte[] {3, 4});

        assertThat(peer.getInputStream().readNBytes(2)).containsExactly(1, 2);
        assertThat(written.sent).hasValue(1);
        await().untilAsserted(() -> assertThat(heard.bytes).containsExactly((byte) 3, (byte) 4));
    }

    @Test
    void what_a_peer_does_not_take_waits_and_arrives_in_order_when_it_reads() throws IOException {
        List<Written> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(write(block(i)));
        }
        assertThat(all.get(3).sent).hasValue(0);

        for (int i = 0; i < 4; i++) {
            assertThat(Arrays.equals(peer.getInputStream().readNBytes(BIG), block(i)))
                    .isTrue();
        }

        await().untilAsserted(() ->
                assertThat(all).allSatisfy(written -> assertThat(written.sent).hasValue(1)));
        assertThat(heard.ends).hasValue(0);
    }

    @Test
    void a_peer_that_never_reads_is_cut_off_at_a_bound_and_every_write_ends() {
        List<Written> all = new ArrayList<>();
        all.add(write(new byte[BIG]));
        for (int i = 0; i < 65; i++) {
            all.add(write(new byte[1]));
        }

        assertThat(heard.ends).hasValue(1);
        assertThat(all)
                .allSatisfy(written ->
                        assertThat(written.sent.get() + written.failures.size()).isEqualTo(1));
        assertThat(all.get(64).failures.peek()).hasMessageContaining("64 frames");
    }

    @Test
    void a_writer_that_throws_an_error_keeps_no_other_from_hearing_of_its_write() throws IOException {
        List<Written> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(write(block(i), i == 1));
        }
        assertThat(all.get(1).sent).hasValue(0); // the loop will tell it

        assertThat(peer.getInputStream().readNBytes(4 * BIG)).hasSize(4 * BIG);

        await().untilAsserted(() ->
                assertThat(all).allSatisfy(written -> assertThat(written.sent).hasValue(1)));
        assertThat(heard.ends).hasValue(0);
    }

    @Test
    void a_writer_that_throws_an_error_at_the_end_keeps_no_other_from_hearing_of_it() {
        List<Written> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(write(block(i), i == 1));
        }

        connection.cut();

        assertThat(all.subList(1, 4))
                .allSatisfy(written -> assertThat(written.failures).hasSize(1));
        assertThat(heard.ends).hasValue(1);
    }

    @Test
    void the_end_of_the_stream_is_told_once() throws IOException {
        peer.close();

        await().untilAsserted(() -> assertThat(heard.ends).hasValue(1));
        connection.cut();
        assertThat(heard.ends).hasValue(1);
        assertThat(write(new byte[1]).failures).hasOnlyElementsOfType(ClosedChannelException.class);
    }

    @Test
    void a_close_tells_the_peer_and_not_the_reader() throws IOException {
        connection.close();

        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        assertThat(heard.ends).hasValue(0);
    }

    @Test
    void a_reader_that_throws_loses_its_own_connection_only() throws IOException {
        heard.failing = true;
        peer.getOutputStream().write(1);
        await().untilAsserted(() -> assertThat(heard.ends).hasValue(1));

        heard.failing = false;
        connect();
        peer.getOutputStream().write(2);
        await().untilAsserted(() -> assertThat(heard.bytes).containsExactly((byte) 2));
    }

    @Test
    void the_thread_ends_after_the_last_connection_and_starts_again() throws IOException {
        connection.close();
        await().untilAsserted(() -> assertThat(loops()).isZero());

        connect();
        assertThat(loops()).isEqualTo(1);
        bytes_come_and_go();
    }

    @Test
    void a_thread_that_cannot_be_started_fails_one_connection_and_the_next_is_read() throws IOException {
        AtomicInteger asked = new AtomicInteger(); // for threads
        SocketLoop.Sharing sharing = new SocketLoop.Sharing(task -> {
            if (asked.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            Thread thread = new Thread(task, "mesophyll-client-io-test");
            thread.setDaemon(true);
            return thread;
        });
        close();
        loop = sharing::add;

        assertThatThrownBy(this::connect)
                .isInstanceOf(IOException.class)
                .hasRootCauseInstanceOf(OutOfMemoryError.class);

        close();
        connect();
        bytes_come_and_go();
        assertThat(asked).hasValue(2);
    }

    private interface Loop {
        void add(SocketConnection connection) throws IOException;
    }

    private Written write(byte[] bytes) {
        return write(bytes, false);
    }

    private Written write(byte[] bytes, boolean failing) {
        Written written = new Written();
        written.failing = failing;
        connection.write(ByteBuffer.wrap(bytes), written);
        return written;
    }

    private static byte[] block(int filling) {
        byte[] block = new byte[BIG];
        Arrays.fill(block, (byte) filling);
        return block;
    }

    private static long loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("mesophyll-client-io"))
                .count();
    }

    private static final class Heard implements SocketConnection.Reader {
        private final Queue<Byte> bytes = new ConcurrentLinkedQueue<>();
        private final AtomicInteger ends = new AtomicInteger();
        private volatile boolean failing; // set by the test

        @Override
        public void onBytes(ByteBuffer incoming) {
            if (failing) {
                throw new AssertionError("a reader that fails as badly as can be");
            }
            while (incoming.hasRemaining()) {
                bytes.add(incoming.get());
            }
        }

        @Override
        public void onEnd() {
            ends.incrementAndGet();
        }
    }

    private static final class Written implements SendCallback {
        private final AtomicInteger sent = new AtomicInteger();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private volatile boolean failing; // set by the test

        @Override
        public void sent() {
            sent.incrementAndGet();
            fail();
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
            fail();
        }

        private void fail() {
            if (failing) {
                throw new OutOfMemoryError("Java heap space");
            }
        }
    }
}
