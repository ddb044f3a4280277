package org.mesophyll.bench.rival;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.mesophyll.bench.process.BenchFailedException;

/** A {@code nats-server} on a free port of the loopback interface. A shutdown hook ends it with this JVM. */
final class NatsBroker implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final Process process;
    private final int port;
    private final Thread hook;

    private NatsBroker(Process process, int port) {
        this.process = process;
        this.port = port;
        this.hook = new Thread(process::destroy, "stop-nats-server");
    }

    /**
     * Starts the broker and waits until it takes connections.
     *
     * @param program the path of {@code nats-server}
     * @param log takes what it writes; replaced when it is there
     * @throws BenchFailedException if there is no such program, or it does not start
     */
    static NatsBroker start(Path program, Path log) throws IOException, InterruptedException {
        if (!Files.isExecutable(program)) {
            throw new BenchFailedException("there is no nats-server at " + program
                    + "; Debian has it in the package nats-server, --nats-server names another");
        }
        Files.createDirectories(log.toAbsolutePath().getParent());
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "-a", Setup.HOST, "-p", Integer.toString(port));
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        NatsBroker broker = new NatsBroker(builder.start(), port);
        Runtime.getRuntime().addShutdownHook(broker.hook);
        broker.awaitReady(log);
        return broker;
    }

    int port() {
        return port;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady(Path log) throws InterruptedException {
        long start = System.nanoTime();
        while (!takesConnections()) {
            boolean ended = process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            if (ended || System.nanoTime() - start > START_LIMIT.toNanos()) {
                close();
                throw new BenchFailedException(
                        "nats-server " + (ended ? "has ended" : "takes no connections") + ", see " + log);
            }
        }
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) POLL_INTERVAL.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
