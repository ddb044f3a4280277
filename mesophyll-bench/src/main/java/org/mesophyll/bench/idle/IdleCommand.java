package org.mesophyll.bench.idle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.mesophyll.bench.master.MasterPlan;
import org.mesophyll.bench.master.MasterProcess;
import org.mesophyll.bench.master.ServerOptions;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.process.ChildJvm;
import org.mesophyll.bench.process.CpuClock;
import org.mesophyll.bench.process.CpuUse;
import org.mesophyll.bench.process.LiveHeap;
import org.mesophyll.bench.process.Side;
import org.mesophyll.launcher.PortInUseException;
import org.mesophyll.launcher.ServerFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code idle}: very many workers that only live, and a master that is started again under them. */
@Command(
        name = "idle",
        description =
                "Connects very many idle workers: heap of each, processor time, and how soon they are back after a restart.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class IdleCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration CONNECT_LIMIT = Duration.ofMinutes(5);

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(names = "--workers", paramLabel = "N", description = "how many are connected")
    private int workers = 10_000;

    @Option(names = "--seconds", paramLabel = "S", description = "how long idling is measured")
    private int seconds = 30;

    @Option(names = "--settle", paramLabel = "S", description = "how long is waited before that")
    private int settle = 15;

    @Option(names = "--port", paramLabel = "PORT", description = "the server's HTTP port")
    private int port = 21_080;

    @Option(names = "--server-option", paramLabel = "OPT", description = "for the server's JVM; repeatable")
    private List<String> serverOptions = List.of("-Xms1g", "-Xmx2g");

    @Option(names = "--directory", paramLabel = "DIR", description = "for what server and tool write")
    private Path directory = Path.of("target", "idle");

    @Override
    public Integer call() throws InterruptedException {
        try {
            measure(new MasterPlan(
                    server.kind(), server.home(), server.ear(), directory, port, workers, serverOptions));
            return 0;
        } catch (IOException
                | BenchFailedException
                | ServerFailedException
                | PortInUseException
                | IllegalArgumentException failure) {
            System.err.println("idle: " + failure.getMessage());
            return FAILED;
        }
    }

    private void measure(MasterPlan plan) throws IOException, InterruptedException {
        try (MasterProcess first = MasterProcess.start(plan)) {
            long before = heapOf(first);
            try (ChildJvm swarm = ChildJvm.start(swarm(first))) {
                say("%d workers connected in %.1f s", workers, awaitAll(swarm));
                swarm.requireAliveFor(Duration.ofSeconds(settle));
                idle(first, swarm);
                long each = (heapOf(first) - before) / workers;
                say("heap of each: %d bytes", each);
                long stoppedNanos = System.nanoTime();
                try (MasterProcess second = first.startAgain()) {
                    double ready = secondsSince(stoppedNanos);
                    double back = ready + awaitAll(swarm);
                    double took = number(swarm, IdleSwarm.TOOK) / 1000.0;
                    say("restart: ready %.1f s after it was told to stop", ready);
                    say("all back after %.1f s, %.1f s after the first of them", back, took);
                    swarm.requireAliveFor(Duration.ofSeconds(settle));
                    say("connected %d s after that: %d", settle, count(swarm));
                    idle(second, swarm);
                }
            }
        }
    }

    private long heapOf(MasterProcess master) throws IOException, InterruptedException {
        return LiveHeap.bytesOf(master.handle(), directory.resolve("histogram.txt"));
    }

    private ChildJvm.Spec swarm(MasterProcess master) {
        return new ChildJvm.Spec(
                "the swarm",
                IdleSwarm.class,
                List.of("-Xmx1g"),
                List.of(master.url().toString(), master.workerTokens().toString(), HEARTBEAT.toString()),
                directory.resolve("swarm.log"));
    }

    private void idle(MasterProcess master, ChildJvm swarm) throws IOException, InterruptedException {
        CpuClock clock = new CpuClock(Map.of(Side.REQUESTER, master.handle()), System::nanoTime);
        CpuClock.Reading start = clock.read();
        swarm.requireAliveFor(Duration.ofSeconds(seconds));
        CpuUse use = clock.read().since(start);
        say(
                "idle for %d s: the master takes %.1f %% of one processor",
                seconds,
                100.0 * use.of(Side.REQUESTER).toNanos() / use.elapsed().toNanos());
    }

    /** Waits until all are connected, and returns how many seconds that took. */
    private double awaitAll(ChildJvm swarm) throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        while (count(swarm) < workers) {
            if (secondsSince(startNanos) > CONNECT_LIMIT.toSeconds()) {
                throw new BenchFailedException(count(swarm) + " of " + workers + " workers are connected after "
                        + CONNECT_LIMIT.toSeconds() + " s");
            }
            swarm.requireAliveFor(LOOK);
        }
        return secondsSince(startNanos);
    }

    private static long count(ChildJvm swarm) throws IOException, InterruptedException {
        return number(swarm, IdleSwarm.COUNT);
    }

    private static long number(ChildJvm swarm, String question) throws IOException, InterruptedException {
        return swarm.number(swarm.ask(question, ANSWER));
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static void say(String format, Object... values) {
        System.out.println("idle: " + String.format(Locale.ROOT, format, values));
    }
}
