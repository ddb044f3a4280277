package org.mesophyll.js;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What GraalJS cannot stop, in a process of its own: its threads are lost for good, and take processors until it ends. */
@Timeout(120)
class JsStubbornScriptsTest {
    private static final String RECURSION = "(function f() { try { f(); } catch { f(); } })()";

    private final List<String> log = new ArrayList<>();

    @Test
    void a_recursion_that_catches_its_own_overflow_loses_its_thread_and_the_process_serves_until_too_many_are_lost()
            throws Exception {
        List<String> lines = new ArrayList<>();

        int exit = run(2, lines, RECURSION, RECURSION, RECURSION);

        assertThat(lines).hasSize(2);
        assertThat(lines).allMatch(line -> line.contains("limit exceeded: time"));
        assertThat(lines.get(0)).startsWith("served|").endsWith("|served|again|1");
        assertThat(lines.get(1)).startsWith("served|").endsWith("|served|again|2");
        assertThat(exit).isEqualTo(StubbornScripts.SPENT);
        assertThat(log)
                .filteredOn(line -> line.contains("its thread is given up"))
                .hasSize(3);
        assertThat(log).anyMatch(line -> line.contains("this process must be started again"));
    }

    @Test
    void arithmetic_of_huge_integers_ends_within_its_time_and_the_others_are_served() throws Exception {
        List<String> lines = new ArrayList<>();

        int exit = run(
                4,
                lines,
                "BigInt('1'.repeat(1e7)); 'ended'",
                "3n ** 30000000n; 'ended'",
                "1n << 1000000000n; 'ended'",
                "String(2n ** 20000000n); 'ended'");

        assertThat(exit).isZero();
        assertThat(lines).hasSize(4);
        assertThat(lines).allMatch(line -> line.startsWith("served|") && line.contains("|served|again|"));
        assertThat(lines.get(0)).contains("limit exceeded: time");
    }

    /** Runs scripts one after the other; returns the exit code. */
    private int run(int mostLost, List<String> lines, String... scripts) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StubbornScripts.class.getName(),
                Integer.toString(mostLost)));
        command.addAll(List.of(scripts));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS)
                .execute(process::destroyForcibly); // a read waits for ever
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(line -> (line.contains("|") ? lines : log).add(line));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
