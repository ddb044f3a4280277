package org.mesophyll.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mesophyll.protocol.WorkerId;

@Timeout(120)
class PoolTest {
    private static final Pool.Patience SHORT =
            new Pool.Patience(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofSeconds(60), 3);

    private final List<String> output = new CopyOnWriteArrayList<>();

    private static ProcessBuilder java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    @Test
    void gives_up_after_as_many_quick_ends_as_it_bears() {
        Pool pool = new Pool(Map.of(new WorkerId(4), java("-version")), SHORT, output::add);

        assertThat(pool.run()).isFalse();

        assertThat(output).filteredOn(line -> line.contains("starts again")).hasSize(2);
        assertThat(output)
                .anyMatch(line -> line.startsWith("[4] openjdk version") || line.startsWith("[4] java version"));
        assertThat(output.get(output.size() - 1))
                .isEqualTo("pool: worker 4 ended 3 times within 60 s of its start: the pool gives up");
    }

    @Test
    void goes_on_after_an_error_of_who_hears_the_output() {
        AtomicInteger lines = new AtomicInteger();
        Pool pool = new Pool(Map.of(new WorkerId(4), java("-version")), SHORT, line -> {
            if (lines.incrementAndGet() == 1) {
                throw new OutOfMemoryError("Java heap space");
            }
            output.add(line);
        });

        assertThat(pool.run()).isFalse();

        assertThat(output).filteredOn(line -> line.contains("starts again")).hasSize(2);
    }

    @Test
    void gives_up_though_it_cannot_say_so() {
        Pool pool = new Pool(Map.of(new WorkerId(4), java("-version")), SHORT, line -> {
            if (line.contains("gives up")) {
                throw new OutOfMemoryError("Java heap space");
            }
            output.add(line);
        });

        assertThat(pool.run()).isFalse();

        assertThat(output).filteredOn(line -> line.contains("starts again")).hasSize(2);
    }

    @Test
    void stops_its_processes_with_itself() throws Exception {
        // A source-file program that waits for input, which never comes.
        Path program = Path.of("src", "test", "resources", "Waits.java");
        Pool pool = new Pool(
                Map.of(new WorkerId(0), java(program.toString()), new WorkerId(1), java(program.toString())),
                SHORT,
                output::add);
        CompletableFuture<Boolean> run = CompletableFuture.supplyAsync(pool::run);
        await().atMost(Duration.ofSeconds(60)).until(() -> output.size() == 2);

        pool.close();

        assertThat(run.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .noneMatch(child -> child.info().commandLine().orElse("").contains("Waits.java"));
    }

    @Test
    void waits_longer_after_each_quick_end_up_to_the_longest() {
        assertThat(List.of(0, 1, 2, 3, 4, 5, 9).stream().map(Pool.Patience.DEFAULT::backOff))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10));
    }
}
