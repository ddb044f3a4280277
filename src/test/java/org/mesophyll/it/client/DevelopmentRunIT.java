package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
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

            assertThat(outputOf(printedCommand())).contains("\"a\"");
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

    private static String outputOf(String command) throws IOException, InterruptedException {
        Path output = DIRECTORY.resolve("command.log");
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
