package org.mesophyll.master.state;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A PostgreSQL of this virtual machine's own, from the programs installed here ({@code -Dmesophyll.postgres.bin} names their directory
 * if it is not found): started at the first use, on a loopback port, with its files in a temporary directory; stopped when the virtual
 * machine ends. PostgreSQL refuses to run as root, so root runs it as the user {@code postgres}. Methods may be called from any thread.
 */
public final class PostgresServer {
    private static final String USER = "mesophyll";
    private static final String PASSWORD = "only-for-tests";
    private static final long START_SECONDS = 60;

    private static final class Shared {
        static final Started STARTED = start();
    }

    /** Either a server or the reason why there is none. */
    private record Started(Optional<PostgresServer> server, String reason) {}

    private final AtomicInteger databases = new AtomicInteger();
    private final Path bin;
    private final Path directory;
    private final int port;

    private PostgresServer(Path bin, Path directory, int port) {
        this.bin = bin;
        this.directory = directory;
        this.port = port;
    }

    /**
     * Returns the server, which is started by the first call.
     *
     * @throws TestAbortedException if there is none here and {@code -Dmesophyll.postgres} is not {@code required}
     * @throws IllegalStateException if there is none here and one is required
     */
    public static PostgresServer shared() {
        Started started = Shared.STARTED;
        if (started.server().isPresent()) {
            return started.server().get();
        }
        if ("required".equals(System.getProperty("mesophyll.postgres"))) {
            throw new IllegalStateException(started.reason());
        }
        throw new TestAbortedException(started.reason() + "; -Dmesophyll.postgres=required makes this a failure");
    }

    /** Makes an empty database and returns the way to it. */
    public Target newDatabase() {
        String name = "t" + databases.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database could be made", e);
        }
        return new Target(url(name), USER, PASSWORD);
    }

    /** Has it crash; what was committed is in its files. */
    public void crash() {
        try {
            stopAtOnce();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not stop", e);
        }
    }

    /** Starts it again after a crash. */
    public void startAgain() {
        try {
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start again", e);
        }
    }

    /**
     * The way to a database.
     *
     * @param url a JDBC URL
     */
    public record Target(String url, String user, String password) {}

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static Started start() {
        Optional<Path> bin = findPrograms();
        if (bin.isEmpty()) {
            return new Started(Optional.empty(), "PostgreSQL's initdb is not installed (Debian: postgresql)");
        }
        try {
            PostgresServer server =
                    new PostgresServer(bin.get(), Files.createTempDirectory("mesophyll-postgres"), freePort());
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-postgres"));
            server.initialise();
            return new Started(Optional.of(server), "");
        } catch (IOException | IllegalStateException e) {
            return new Started(Optional.empty(), "PostgreSQL does not start: " + e.getMessage());
        }
    }

    private static Optional<Path> findPrograms() {
        List<Path> candidates = new ArrayList<>();
        Optional.ofNullable(System.getProperty("mesophyll.postgres.bin"))
                .map(Path::of)
                .ifPresent(candidates::add);
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.<Path>naturalOrder().reversed())
                        .map(version -> version.resolve("bin"))
                        .forEach(candidates::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Stream.of(System.getenv("PATH").split(":")).map(Path::of).forEach(candidates::add);
        return candidates.stream()
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("pg_ctl")))
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void initialise() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        if (isRoot()) {
            giveToPostgres(directory);
            giveToPostgres(password);
        }
        Path data = directory.resolve("data");
        run(
                "initdb",
                "-D",
                data.toString(),
                "-U",
                USER,
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "--no-sync");
        launch();
    }

    private void launch() throws IOException {
        Path data = directory.resolve("data");
        // nothing here has to survive a power cut
        String options =
                "-c listen_addresses=127.0.0.1 -p " + port + " -c max_connections=150 -c fsync=off -k " + directory;
        run(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                String.valueOf(START_SECONDS),
                "-D",
                data.toString(),
                "-l",
                directory.resolve("log").toString(),
                "-o",
                options);
    }

    private void stop() {
        try {
            Path data = directory.resolve("data");
            if (Files.exists(data.resolve("postmaster.pid"))) {
                stopAtOnce();
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | IllegalStateException e) {
            System.err.println("PostgreSQL was not stopped: " + e.getMessage());
        }
    }

    private void stopAtOnce() throws IOException {
        Path data = directory.resolve("data");
        run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data.toString());
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = directory.resolve(program + ".out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(START_SECONDS, SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(program + " took more than " + START_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(program + " failed: " + Files.readString(output));
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void giveToPostgres(Path path) throws IOException {
        try {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        } catch (UserPrincipalNotFoundException e) {
            throw new IllegalStateException("there is no user postgres to run it as", e);
        }
    }
}
