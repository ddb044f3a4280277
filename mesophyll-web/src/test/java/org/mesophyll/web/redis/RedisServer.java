package org.mesophyll.web.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.opentest4j.TestAbortedException;

/**
 * A Redis of a test's own, from the programs installed here: on a loopback port, with a password, its files in a temporary directory,
 * and all that it acknowledged in them; killed when it is closed, at the latest with the virtual machine. Methods may be called from any thread.
 */
public final class RedisServer implements AutoCloseable {
    private static final String PASSWORD = "only-for-tests-of-redis";
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final long COMMAND_SECONDS = 30;

    private final Path directory;
    private final int port;
    private final Thread atExit = new Thread(this::kill, "kill-redis");
    private volatile Process process;

    private RedisServer() throws IOException {
        directory = Files.createTempDirectory("mesophyll-redis");
        port = freePort();
        process = launch();
    }

    /** Says whether the programs are installed here. */
    public static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(Path::of)
                .anyMatch(bin -> Files.isExecutable(bin.resolve("redis-server"))
                        && Files.isExecutable(bin.resolve("redis-cli")));
    }

    /**
     * Ends a test that needs one where there is none.
     *
     * @throws TestAbortedException if {@code -Dmesophyll.redis} is not {@code required}
     * @throws IllegalStateException if it is
     */
    public static RedisServer missing() {
        String reason = "redis-server and redis-cli are not installed (Debian: redis-server)";
        if ("required".equals(System.getProperty("mesophyll.redis"))) {
            throw new IllegalStateException(reason);
        }
        throw new TestAbortedException(reason + "; -Dmesophyll.redis=required makes this a failure");
    }

    /** Starts one, and waits until it answers; as {@link #missing} if the programs are. */
    public static RedisServer start() {
        if (!isInstalled()) {
            return missing();
        }
        try {
            RedisServer started = new RedisServer();
            Runtime.getRuntime().addShutdownHook(started.atExit);
            started.awaitAnswer();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("Redis does not start", e);
        }
    }

    /** Returns a URL with the password, for a database. */
    public String url(int database) {
        return "redis://:" + PASSWORD + "@127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    public String password() {
        return PASSWORD;
    }

    /** Has redis-cli do a command, and returns what it prints, without the line's end. */
    public String cli(String... arguments) {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-h", "127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("REDISCLI_AUTH", PASSWORD);
        try {
            Process cli = builder.start();
            String output = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!cli.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                cli.destroyForcibly();
                throw new IllegalStateException("redis-cli took more than " + COMMAND_SECONDS + " s");
            }
            return output.stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException("redis-cli does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Kills it; what it acknowledged is in its files. */
    public void kill() {
        Process running = process;
        running.destroyForcibly();
        boolean unused = running.onExit()
                .completeOnTimeout(running, COMMAND_SECONDS, TimeUnit.SECONDS)
                .join()
                .isAlive();
    }

    /** Starts it again on the same port with the same files, and waits until it answers. */
    public void startAgain() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException("Redis does not start again", e);
        }
        awaitAnswer();
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--requirepass",
                        PASSWORD,
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always",
                        "--dir",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    private void awaitAnswer() {
        Awaitility.await().atMost(START_LIMIT).until(() -> cli("PING"), "PONG"::equals);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
