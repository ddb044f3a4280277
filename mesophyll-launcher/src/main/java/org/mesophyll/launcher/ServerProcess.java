package org.mesophyll.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A server that runs as a child of this JVM, in a JVM of its own with nothing wrapped around it: {@link #kill()} is a
 * {@code kill -9} of the server itself. It does not outlive this JVM. The methods may be called from any thread.
 */
public final class ServerProcess implements AutoCloseable {

    private static final String READY_PATH = "/api/v1/health/ready";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final int OK = 200;

    private final ServerSpec spec;
    private final ServerConfiguration configuration;
    private final OwnedProcess process;
    private final LogTail log;

    private ServerProcess(ServerSpec spec, ServerConfiguration configuration, OwnedProcess process, LogTail log) {
        this.spec = spec;
        this.configuration = configuration;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts the server and deploys the EAR; returns before either is done. Call it again with the same specification
     * for a restart: the application's data are kept.
     *
     * @throws PortInUseException when one of the ports is taken
     * @throws IOException when the home is not a server, the EAR is missing or the instance cannot be written
     */
    public static ServerProcess start(ServerSpec spec) throws IOException, InterruptedException {
        if (!Files.isRegularFile(spec.ear())) {
            throw new IOException("there is no EAR at " + spec.ear());
        }
        spec.ports().requireFree();
        PrivateFiles.directory(spec.instance());
        Files.createDirectories(spec.log().getParent());
        PrivateFiles.file(spec.log());
        ServerConfiguration configuration = ServerConfiguration.of(spec);
        ProcessBuilder builder = new ProcessBuilder(PrivateFiles.privately(configuration.prepare()));
        builder.directory(spec.instance().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        LogTail log = LogTail.fromHere(spec.log());
        OwnedProcess process = OwnedProcess.start(builder, STOP_LIMIT);
        try (OutputStream input = process.process().getOutputStream()) {
            input.write(configuration.input().getBytes(StandardCharsets.UTF_8));
        }
        return new ServerProcess(spec, configuration, process, log);
    }

    /** Returns the root URL of the application, with no slash at its end. */
    public URI url() {
        return spec.url();
    }

    /** Returns what was started. */
    public ServerSpec spec() {
        return spec;
    }

    /** Returns the process id of the server's JVM. */
    public long pid() {
        return process.process().pid();
    }

    /** Returns whether the server's JVM runs. */
    public boolean isAlive() {
        return process.process().isAlive();
    }

    /** Returns a stage that completes when the server's JVM has ended, for whatever reason. */
    public CompletableFuture<ServerProcess> onExit() {
        return process.onExit().thenApply(ended -> this);
    }

    /**
     * Waits until the application says that it is ready.
     *
     * @throws ServerFailedException as soon as the server has ended or refused the EAR, and when the time is over
     */
    public void awaitReady(Duration limit) throws InterruptedException, IOException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(ANSWER_LIMIT)
                .build();
        long start = System.nanoTime();
        while (!isReady(client)) {
            if (process.awaitExit(POLL_INTERVAL)) {
                throw failed("ended with exit code " + process.process().exitValue());
            }
            if (log.text().contains(configuration.deploymentFailure())) {
                throw failed("could not deploy " + spec.ear());
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw failed("is not ready after " + limit.toSeconds() + " s");
            }
        }
    }

    /** Asks the server to stop (SIGTERM), and kills it when it has not stopped within the time. */
    public void stop(Duration politely) {
        process.stop(politely);
    }

    /** Kills the server (SIGKILL) and waits until it is gone. */
    public void kill() {
        process.kill();
    }

    /** Stops the server within 20 s. */
    @Override
    public void close() {
        stop(STOP_LIMIT);
    }

    private boolean isReady(HttpClient client) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(spec.url().resolve(READY_PATH))
                .timeout(ANSWER_LIMIT)
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private ServerFailedException failed(String what) throws IOException {
        return new ServerFailedException(
                "the " + spec.kind() + " server on port " + spec.httpPort() + " " + what + "; " + log.lastLines());
    }
}
