package org.mesophyll.bench.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.process.Side;

class RivalPairTest {

    private static final Path NATS_SERVER = Path.of("/usr/sbin/nats-server");
    private static final Payloads PAYLOADS = new Payloads(256, 64);
    private static final int CONNECTIONS = 2;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void answers_every_request_rightly_and_takes_every_message_without_an_answer(Rival rival)
            throws IOException, InterruptedException {
        requireBroker(rival);
        try (RivalPair pair = RivalPair.start(plan(rival, NATS_SERVER))) {

            RunFigures requests = pair.run(run(RunMode.REQUEST, CONNECTIONS, 8));
            RunFigures waits = pair.run(run(RunMode.WAIT, 1, 2));
            long answered = pair.received();
            RunFigures messages = pair.run(run(RunMode.ONEWAY, 1, 1));

            assertAllWell(requests);
            assertAllWell(waits);
            assertAllWell(messages);
            assertThat(answered).isEqualTo(requests.total() + waits.total());
            assertThat(receivedOf(pair, answered + messages.total())).isEqualTo(answered + messages.total());
            assertThat(pair.processes().values()).allMatch(ProcessHandle::isAlive);
            assertThat(pair.processes().containsKey(Side.BROKER)).isEqualTo(rival == Rival.NATS);
        }
    }

    @Test
    void ends_its_processes_when_it_is_closed() throws IOException, InterruptedException {
        RivalPair pair = RivalPair.start(plan(Rival.NETTY, NATS_SERVER));
        List<ProcessHandle> processes = List.copyOf(pair.processes().values());

        pair.close();

        assertThat(processes).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void says_plainly_that_there_is_no_nats_server() {
        Path nowhere = directory.resolve("nats-server");

        assertThatThrownBy(() -> RivalPair.start(plan(Rival.NATS, nowhere)))
                .isInstanceOf(BenchFailedException.class)
                .hasMessageStartingWith("there is no nats-server at " + nowhere)
                .hasMessageContaining("Debian");
    }

    @Test
    void says_where_to_look_when_a_side_does_not_start() {
        RivalPlan plan = new RivalPlan(Rival.NETTY, 1, PAYLOADS, NATS_SERVER, List.of("-Xmx1k"), directory);

        assertThatThrownBy(() -> RivalPair.start(plan))
                .isInstanceOf(BenchFailedException.class)
                .hasMessageContaining("netty-responder")
                .hasMessageContaining(directory.toString());
    }

    private static void assertAllWell(RunFigures figures) {
        assertThat(figures.total()).isPositive();
        assertThat(figures.mismatches()).isZero();
        assertThat(figures.failures()).isEmpty();
    }

    /** The last messages may still be on their way. */
    private static long receivedOf(RivalPair pair, long expected) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long received = pair.received();
        while (received < expected
                && System.nanoTime() - start < Duration.ofSeconds(10).toNanos()) {
            received = pair.received();
        }
        return received;
    }

    private static void requireBroker(Rival rival) {
        boolean there = rival != Rival.NATS || Files.isExecutable(NATS_SERVER);
        boolean required = "required".equals(System.getProperty("mesophyll.nats"));
        assumeTrue(there || required, "there is no nats-server; Debian has it in the package nats-server");
    }

    private RivalPlan plan(Rival rival, Path natsServer) {
        return new RivalPlan(
                rival, CONNECTIONS, PAYLOADS, natsServer, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), directory);
    }

    private static RunRequest run(RunMode mode, int connections, int outstanding) {
        return new RunRequest(mode, 0, connections, outstanding, 256, 64, 1, Duration.ZERO, Duration.ofMillis(200));
    }
}
