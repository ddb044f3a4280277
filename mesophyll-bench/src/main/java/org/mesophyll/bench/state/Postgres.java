package org.mesophyll.bench.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mesophyll.bench.process.Programs;

/**
 * An empty PostgreSQL with its own defaults, so that it calls fsync before it acknowledges. Run from Debian's package; it refuses to
 * run as root, so root runs it as the user {@code postgres}.
 */
final class Postgres implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
    private static final String USER = "mesophyll";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path bin;
    private final Path directory;
    private final int port;

    private Postgres(Path bin, Path directory, int port) {
        this.bin = bin;
        this.directory = directory;
        this.port = port;
    }

    static Postgres start(int port) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("mesophyll-state");
        if (isRoot()) {
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
        Postgres postgres = new Postgres(newestBin(), directory, port);
        // trust: the socket is on the loopback interface, and the database is gone after the comparison
        postgres.run("initdb", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust");
        postgres.run(
                "pg_ctl",
                "start",
                "-w",
                "-l",
                directory.resolve("log").toString(),
                "-o",
                "-c listen_addresses=127.0.0.1 -p " + port + " -k " + directory);
        return postgres;
    }

    /** Returns the settings of a master that keeps its state there. */
    Map<String, String> settings() {
        return Map.of(
                "MESOPHYLL_DB_URL", "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "MESOPHYLL_DB_USER", USER);
    }

    private static Path newestBin() throws IOException {
        try (Stream<Path> versions = Files.list(PROGRAMS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo)
                    .orElseThrow(() -> new IOException("there is no PostgreSQL below " + PROGRAMS));
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of("-D", directory.resolve("data").toString()));
        command.addAll(List.of(arguments));
        Programs.run(command, Files.createTempFile("mesophyll-" + program, ".log"), LIMIT);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("pg_ctl", "stop", "-w", "-m", "fast");
    }
}
