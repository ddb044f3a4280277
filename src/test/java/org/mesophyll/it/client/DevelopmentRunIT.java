package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItSettings;

/** What {@code mvn -Prun} starts: it says what to try, that works, and SIGTERM ends all of it. */
class DevelopmentRunIT {
    private static final Path ROOT = Path.of("..", "..");
    private static final Path DIRECTORY = ItSettings.directory().resolve("development-run");
    private static final Path OUTPUT = DIRECTORY.resolve("output.log");
    private static final String LAST_LINE = "Ctrl-C stops all of it.";
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    @Test
    void the_command_that_it_prints_is_answered_by_a_worker_and_sigterm_leaves_nothing()
            throws IOException, InterruptedException {
        Files.createDirectories(DIRECTORY);
        Process run = start();
        List<ProcessHandle> all;
        try {
            await().atMost(START_LIMIT).until(() -> !run.isAlive() || output().contains(LAST_LINE));
            assertThat(output()).contains(LAST_LINE);

            assertThat(outputOf(printedCommand(), 0)).contains("\"a\"");
            assertThat(outputOf(scriptCommand(), 1)).contains("this worker runs no scripts; start one with --scripts");
            assertClosedToOthers(DIRECTORY.resolve("data"));
            assertThat(permissions(DIRECTORY.resolve("worker-tokens"))).isEqualTo("rw-------");
            assertThat(permissions(DIRECTORY.resolve("server.log"))).isEqualTo("rw-------");
        } finally {
            all = run.descendants().toList();
            run.destroy();
        }

        assertThat(run.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(all).hasSizeGreaterThanOrEqualTo(3).noneMatch(ProcessHandle::isAlive);
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        ROOT.resolve("mesophyll-launcher/target/classes").toString(),
                        "-Dmesophyll.server="
                                + ItSettings.serverKind().toString().toLowerCase(Locale.ROOT),
                        "-Dmesophyll.server.home=" + ItSettings.serverHome(),
                        "-Dmesophyll.port=" + (ItSettings.clientPort() + 4),
                        "-Dmesophyll.ear=" + ItSettings.ear(),
                        "-Dmesophyll.client=" + ROOT.resolve("mesophyll-client/target/mesophyll-client.jar"),
                        "-Dmesophyll.run-dir=" + DIRECTORY,
                        "org.mesophyll.launcher.DevelopmentRun")
                .redirectErrorStream(true)
                .redirectOutput(OUTPUT.toFile())
                .start();
    }

    private static String output() throws IOException {
        return Files.readString(OUTPUT);
    }

    private static String printedCommand() throws IOException {
        return output().lines()
                .map(String::strip)
                .filter(line -> line.startsWith("java -jar "))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the printed command with a script in place of the event. */
    private static String scriptCommand() throws IOException {
        Path script = Files.writeString(DIRECTORY.resolve("hello.lua"), "return 6 * 7");
        return printedCommand().replace(" dispatch ", " script run ").replaceAll(" Hello$", " " + script);
    }

    private static void assertClosedToOthers(Path directory) throws IOException {
        assertThat(permissions(directory)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------"));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String outputOf(String command, int exitCode) throws IOException, InterruptedException {
        Path output = DIRECTORY.resolve("command.log");
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
        return said;
    }
}
