package org.mesophyll.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.transport.AcceptOutcome;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Listener;
import org.mesophyll.mesh.work.Clockwork;

/** Transports of one test, and the ticker that they share; ended after it. */
final class Fixture implements AfterEachCallback {
    /** How long anything may take that is to happen. */
    static final Duration SOON = Duration.ofSeconds(20);

    /** How long to wait for what is not to happen. */
    static final Duration MOMENT = Duration.ofMillis(200);

    private final List<AutoCloseable> closed = new ArrayList<>(); // confined to the test's thread
    private final Clockwork clockwork = Clockwork.start("fixture-clockwork", Duration.ofMillis(10));

    NettyTransport transport(NettySettings settings) {
        NettyTransport transport =
                new NettyTransport(settings.withLoopThreads(1), clockwork.ticker(), System::nanoTime);
        closed.add(0, transport);
        return transport;
    }

    /** Connects without any protocol to where a listener is. */
    Socket rawSocket(Listener listener) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), listener.endpoint().port());
        socket.setSoTimeout((int) SOON.toMillis());
        closed.add(0, socket);
        return socket;
    }

    /** Has something closed after the test. */
    <T extends AutoCloseable> T closing(T resource) {
        closed.add(0, resource);
        return resource;
    }

    static Endpoint somewhere(String scheme) {
        return Endpoint.parse(scheme + "://127.0.0.1:0");
    }

    static Connection accept(Listener listener) throws InterruptedException {
        if (listener.accept(SOON) instanceof AcceptOutcome.Accepted accepted) {
            return accepted.connection();
        }
        throw new AssertionError("no connection came");
    }

    static boolean acceptsNobody(Listener listener) throws InterruptedException {
        return listener.accept(MOMENT) instanceof AcceptOutcome.TimedOut;
    }

    static byte[] receive(Connection from) throws InterruptedException {
        return from.receive(SOON).orElseThrow(() -> new AssertionError("no message; the end: " + from.ended()));
    }

    static CloseReason awaitEnd(Connection connection) {
        Awaitility.await().atMost(SOON).until(() -> connection.ended().isPresent());
        return connection.ended().orElseThrow();
    }

    /** Reads until the other end closes, and says what came; a reset counts as a close. */
    static byte[] readToEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable each : closed) {
            each.close();
        }
        clockwork.close();
    }
}
