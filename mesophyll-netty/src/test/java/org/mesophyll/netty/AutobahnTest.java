package org.mesophyll.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.transport.AcceptOutcome;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Listener;

/**
 * The Autobahn WebSocket test suite against our server and our client, which echo; {@code tools/proofs/autobahn} runs it. A
 * mesh knows binary messages only, so that the cases run with binary frames instead of text, and those about text have to
 * end with 1003.
 */
@EnabledIfSystemProperty(named = "mesophyll.autobahn.python", matches = ".+")
class AutobahnTest {
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final OutboxBounds BOUNDS = new OutboxBounds(4_096, 64L << 20);
    private static final NettySettings SETTINGS = NettySettings.DEFAULT.withConnection(ConnectionSettings.DEFAULT
            .withOutbox(BOUNDS)
            .withInbox(BOUNDS)
            .withMaxMessageBytes(17 << 20)); // the largest of the suite has 16 MiB

    @RegisterExtension
    private final Fixture fixture = new Fixture();

    @ParameterizedTest
    @ValueSource(strings = {"as-binary", "refused"})
    void our_server_holds_every_case(String text) throws Exception {
        Listener listener = fixture.transport(SETTINGS).listen(Endpoint.parse("ws://127.0.0.1:0/mesh"));
        Thread echo = new Thread(() -> echoAll(listener), "autobahn-echo");
        echo.setDaemon(true);
        echo.start();

        Process suite = suite("server", listener.endpoint(), text);

        assertHeld(suite, "server", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"as-binary", "refused"})
    void our_client_holds_every_case(String text) throws Exception {
        Endpoint there = new Endpoint("ws", "127.0.0.1", freePort(), "");
        Process suite = suite("client", there, text);
        int cases = awaitCases(suite, directory("client", text));
        NettyTransport transport = fixture.transport(SETTINGS);

        for (int number = 1; number <= cases; number++) {
            String path = "/runCase/case=" + number + "/agent=mesophyll";
            echo(transport.connect(new Endpoint("ws", there.host(), there.port(), path), Fixture.SOON));
        }
        // it stops before it has answered
        var unused =
                transport.connectAsync(new Endpoint("ws", there.host(), there.port(), "/stopServer"), Fixture.SOON);

        assertHeld(suite, "client", text);
    }

    private void echoAll(Listener listener) {
        try {
            while (listener.accept(LIMIT) instanceof AcceptOutcome.Accepted accepted) {
                echo(accepted.connection());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends back what comes, until the connection has ended. */
    private static void echo(Connection connection) throws InterruptedException {
        Optional<byte[]> message = connection.receive(LIMIT);
        while (message.isPresent()) {
            assertThat(connection.send(message.get()))
                    .isNotEqualTo(Offer.FULL); // the suite waits for what it gets back
            message = connection.receive(LIMIT);
        }
    }

    private Process suite(String role, Endpoint url, String text) throws IOException {
        Path directory = directory(role, text);
        Files.createDirectories(directory);
        Process suite = new ProcessBuilder(
                        System.getProperty("mesophyll.autobahn.python"),
                        Path.of("..", "tools", "proofs", "autobahn_driver.py").toString(),
                        role,
                        url.toString(),
                        directory.toString(),
                        text)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("summary").toFile())
                .start();
        fixture.closing(suite::destroyForcibly);
        return suite;
    }

    private static int awaitCases(Process suite, Path directory) {
        return Awaitility.await()
                .atMost(Fixture.SOON)
                .until(() -> suite.isAlive() ? cases(directory) : Optional.of(0), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Integer> cases(Path directory) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(directory.resolve("summary"), StandardCharsets.UTF_8)) {
            return lines.lines()
                    .filter(line -> line.startsWith("cases "))
                    .map(line -> Integer.valueOf(line.substring("cases ".length())))
                    .findFirst();
        }
    }

    private static void assertHeld(Process suite, String role, String text) throws Exception {
        assertThat(suite.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(suite.exitValue())
                .as(Files.readString(directory(role, text).resolve("summary")))
                .isZero();
    }

    private static Path directory(String role, String text) {
        return Path.of("target", "autobahn", role + "-" + text);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
