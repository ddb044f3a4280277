package org.mesophyll.mesh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.work.Clockwork;
import org.mesophyll.mesh.work.Ticker;

/** A transport under test, and what tests of it need: threads, a clockwork, and that all ends after each test. */
public abstract class TransportFixture {
    /** How long anything may take that is to happen. */
    protected static final Duration SOON = Duration.ofSeconds(20);

    /** How long to wait for what is not to happen. */
    protected static final Duration MOMENT = Duration.ofMillis(50);

    /** The bounds of the connections of most tests: 1 MiB a message, and some. */
    protected static final ConnectionSettings SETTINGS = ConnectionSettings.DEFAULT.withDeadlines(SOON, SOON);

    private final List<Transport> transports = new ArrayList<>(); // confined to the test's thread, like all below
    /** Threads that end with the test. */
    protected final ExecutorService threads = Executors.newCachedThreadPool();

    private final Clockwork clockwork = Clockwork.start("contract-clockwork", Duration.ofMillis(10));

    /** Makes the transport under test, whose connections have these bounds and are ticked by this ticker. */
    protected abstract Transport newTransport(ConnectionSettings settings, Ticker ticker) throws Exception;

    /** Returns an endpoint to listen at, another one each time unless its port is 0. */
    protected abstract Endpoint somewhere();

    /** Returns an endpoint where nobody listens. */
    protected abstract Endpoint nowhere() throws Exception;

    @AfterEach
    final void close_all() throws InterruptedException {
        transports.forEach(Transport::close);
        threads.shutdownNow();
        assertThat(threads.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        clockwork.close();
    }

    /** Makes a transport that is closed after the test. */
    protected final Transport transport(ConnectionSettings settings) throws Exception {
        Transport transport = newTransport(settings, clockwork.ticker());
        transports.add(transport);
        return transport;
    }

    /** Makes both ends of a connection. */
    protected final Pair connect(ConnectionSettings settings) throws Exception {
        Transport transport = transport(settings);
        Listener listener = transport.listen(somewhere());
        Connection client = transport.connect(listener.endpoint(), SOON);
        return new Pair(client, accept(listener));
    }

    /** Both ends of a connection. */
    protected record Pair(Connection client, Connection server) {}

    /** Waits for a connection, which is to come. */
    protected static Connection accept(Listener listener) throws InterruptedException {
        if (listener.accept(SOON) instanceof AcceptOutcome.Accepted accepted) {
            return accepted.connection();
        }
        throw new AssertionError("no connection came");
    }

    /** Waits for a message, which is to come. */
    protected static byte[] receive(Connection from) throws InterruptedException {
        return from.receive(SOON)
                .orElseThrow(() -> new AssertionError("no message came; the connection's end: " + from.ended()));
    }

    /** Waits for a connection to end, which it is to. */
    protected static void assertEnds(Connection connection) {
        Awaitility.await().atMost(SOON).until(() -> connection.ended().isPresent());
    }

    /** Sends so many messages, each with its number. */
    protected static void sendNumbers(Connection connection, int messages) {
        IntStream.range(0, messages).forEach(i -> sendAll(connection, numbered(i)));
    }

    /** Sends a message, as soon as there is room for it. */
    protected static void sendAll(Connection connection, byte[] message) {
        Offer offer = connection.send(message);
        while (offer == Offer.FULL) {
            LockSupport.parkNanos(50_000);
            offer = connection.send(message);
        }
        assertThat(offer).isEqualTo(Offer.ACCEPTED);
    }

    /** Makes a message of a number. */
    protected static byte[] numbered(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /** Returns the number of a message. */
    protected static int number(byte[] message) {
        return ByteBuffer.wrap(message).getInt();
    }
}
