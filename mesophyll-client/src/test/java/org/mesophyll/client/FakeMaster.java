package org.mesophyll.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.protocol.Subprotocols;

/** A WebSocket server over plain sockets, which can refuse, freeze, cut, and say what no real master would. */
public final class FakeMaster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ServerSocket server;
    private final BlockingQueue<FakePeer> connections = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(101);
    private volatile Framing framing = Framings.SINGLE; // of the connections to come

    public FakeMaster() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept, "fake-master").start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Answers handshakes with a status; 101 accepts. */
    void answerHandshakesWith(int newStatus) {
        status.set(newStatus);
    }

    /** Speaks version 2 on the connections to come. */
    void speakVersion2() {
        framing = Framings.BATCHES;
    }

    /** Returns the first lines and headers of every handshake so far. */
    List<String> handshakes() {
        return List.copyOf(requests);
    }

    /** Waits for the next connection. */
    public FakePeer nextConnection() throws InterruptedException {
        FakePeer peer = connections.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (peer == null) {
            throw new AssertionError("no connection within " + PATIENCE);
        }
        return peer;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> handshake(socket), "fake-master-peer").start();
            }
        } catch (IOException e) {
            sockets.clear(); // closed by the test
        }
    }

    private void handshake(Socket socket) {
        try {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 1);
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                lines.add(line);
            }
            requests.add(String.join("\n", lines));
            if (status.get() != 101) {
                write(socket, "HTTP/1.1 " + status.get() + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                socket.close();
                return;
            }
            Framing spoken = framing;
            write(
                    socket,
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + (spoken == Framings.BATCHES ? "Sec-WebSocket-Protocol: " + Subprotocols.V2 + "\r\n" : "")
                            + "Sec-WebSocket-Accept: " + accept(key(lines)) + "\r\n\r\n");
            FakePeer peer = new FakePeer(socket, spoken);
            connections.add(peer);
            peer.readUntilEnd();
        } catch (IOException e) {
            sockets.remove(socket);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String key(List<String> lines) {
        return lines.stream()
                .filter(line -> line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18))
                .map(line -> line.substring(18).strip())
                .findFirst()
                .orElseThrow(() -> new UncheckedIOException(new IOException("no key")));
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
