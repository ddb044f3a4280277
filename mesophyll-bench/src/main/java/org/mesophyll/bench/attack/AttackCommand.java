package org.mesophyll.bench.attack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.master.MasterPlan;
import org.mesophyll.bench.master.MasterProcess;
import org.mesophyll.bench.master.ServerOptions;
import org.mesophyll.bench.master.WorkersPlan;
import org.mesophyll.bench.master.WorkersProcess;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.process.LiveHeap;
import org.mesophyll.launcher.PortInUseException;
import org.mesophyll.launcher.ServerFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attack}: strangers attack a master that dispatches; proves G21. */
@Command(
        name = "attack",
        description = {
            "Attacks a master with slow bodies, half frames and guessed tokens, all at once, while it dispatches.",
            "Fails if it dispatches at less than 0.8 of its undisturbed rate, a worker is lost, a dispatch fails, or",
            "the heap does not come back."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class AttackCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int PAYLOAD = 256;
    private static final double LEAST_RATIO = 0.8;
    private static final double MOST_HEAP_RATIO = 1.25;
    private static final long HEAP_SLACK = 8L << 20;
    private static final Duration UNDISTURBED = Duration.ofSeconds(30);
    private static final int PART_SECONDS = 60;
    private static final Duration GATHER = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MIB = 1 << 20;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(names = "--seconds", paramLabel = "S", description = "how long the attack goes on; measured by the minute")
    private int seconds = 300;

    @Option(names = "--warmup", paramLabel = "S", description = "load before the first measurement")
    private int warmup = 45;

    @Option(
            names = "--rehearsal",
            paramLabel = "S",
            description =
                    "an attack before the first measurement, after which what an attack runs is compiled; 0 for none")
    private int rehearsal = 120;

    @Option(names = "--workers", paramLabel = "N", description = "workers that are dispatched to")
    private int workers = 8;

    @Option(names = "--outstanding", paramLabel = "M", description = "requests that each of them owes")
    private int outstanding = 4;

    @Option(names = "--posts", paramLabel = "N", description = "slow bodies at any time")
    private int posts = 200;

    @Option(names = "--frames", paramLabel = "N", description = "half frames at any time")
    private int frames = 1_000;

    @Option(names = "--guesses", paramLabel = "N", description = "guessed tokens a second")
    private int guesses = 100;

    @Option(names = "--addresses", paramLabel = "N", description = "loopback addresses that the strangers come from")
    private int addresses = 16;

    @Option(names = "--port", paramLabel = "PORT", description = "the server's HTTP port")
    private int port = 21_080;

    @Option(names = "--server-option", paramLabel = "OPT", description = "for the server's JVM; repeatable")
    private List<String> serverOptions = List.of("-Xmx512m");

    @Option(names = "--directory", paramLabel = "DIR", description = "for what server and tool write")
    private Path directory = Path.of("target", "attack");

    @Override
    public Integer call() throws InterruptedException {
        try {
            return prove(new MasterPlan(
                            server.kind(), server.home(), server.ear(), directory, port, workers, serverOptions))
                    ? 0
                    : FAILED;
        } catch (IOException
                | BenchFailedException
                | ServerFailedException
                | PortInUseException
                | IllegalArgumentException failure) {
            System.err.println("attack: " + failure.getMessage());
            return FAILED;
        }
    }

    private boolean prove(MasterPlan plan) throws IOException, InterruptedException {
        WorkersPlan echo = new WorkersPlan(
                "workers", 0, workers, WorkersPlan.ECHO, WorkersPlan.HandlersRun.POOL, List.of("-Xmx256m"));
        try (MasterProcess master = MasterProcess.start(plan);
                WorkersProcess connected = master.connect(echo)) {
            var unused = master.runs().runOnceConnected(run(Duration.ofSeconds(warmup), UNDISTURBED), connected);
            if (rehearsal > 0) {
                Attacked first = attack(master, connected, "first attack", rehearsal);
                connected.requireAliveFor(QUIET);
                say("rate during the first attack: %.0f requests/s", first.throughput());
            }
            double heapBefore = heap(master);
            double connectionsBefore = connections(master);
            RunFigures before = measure(master, connected, "undisturbed", UNDISTURBED);
            Attacked during = attack(master, connected, "under attack", seconds);
            connected.requireAliveFor(QUIET);
            RunFigures after = measure(master, connected, "undisturbed again", UNDISTURBED);
            double heapAfter = heap(master);
            double lost = connections(master) - connectionsBefore;
            double ratio = 2 * during.throughput() / (before.throughput() + after.throughput());
            say("rate during the attack: %.3f of the undisturbed (at least %.1f is needed)", ratio, LEAST_RATIO);
            say("workers that had to connect again: %.0f; dispatches that failed: %d", lost, during.failed());
            say("live heap: %.1f MiB before, %.1f MiB after", heapBefore / MIB, heapAfter / MIB);
            boolean heapIsBack = heapAfter <= heapBefore * MOST_HEAP_RATIO + HEAP_SLACK;
            boolean holds = ratio >= LEAST_RATIO && lost == 0 && during.failed() == 0 && heapIsBack;
            say(holds ? "holds" : "DOES NOT HOLD");
            return holds;
        }
    }

    /** What the load reached beside an attack: requests a second, and how many of them failed. */
    private record Attacked(double throughput, long failed) {}

    private Attacked attack(MasterProcess master, WorkersProcess connected, String what, int time)
            throws IOException, InterruptedException {
        double answered = 0;
        long failed = 0;
        try (Attack attack = Attack.start(new AttackPlan(master.url(), posts, frames, guesses, addresses))) {
            connected.requireAliveFor(GATHER);
            for (int left = time; left > 0; left -= PART_SECONDS) {
                int part = Math.min(left, PART_SECONDS);
                RunFigures figures = measure(master, connected, what, Duration.ofSeconds(part));
                answered += figures.throughput() * part;
                failed += failures(figures);
            }
            say("the attack opened %d connections and showed %d tokens", attack.opened(), attack.guessed());
        }
        return new Attacked(answered / time, failed);
    }

    private static long failures(RunFigures figures) {
        long failed =
                figures.failures().values().stream().mapToLong(Long::longValue).sum() + figures.mismatches();
        if (failed > 0) {
            say("failed: %s, wrong answers: %d", figures.failures(), figures.mismatches());
        }
        return failed;
    }

    private RunFigures measure(MasterProcess master, WorkersProcess connected, String what, Duration time)
            throws IOException, InterruptedException {
        RunFigures figures = master.runs().runOnceConnected(run(Duration.ofSeconds(2), time), connected);
        say(
                "%s, %d s: %.0f requests/s, p50 %.0f µs, p99 %.0f µs",
                what,
                time.toSeconds(),
                figures.throughput(),
                figures.latency().p50() / 1e3,
                figures.latency().p99() / 1e3);
        return figures;
    }

    private RunRequest run(Duration leadIn, Duration measured) {
        return new RunRequest(RunMode.REQUEST, 0, workers, outstanding, PAYLOAD, PAYLOAD, workers, leadIn, measured);
    }

    private double heap(MasterProcess master) throws IOException, InterruptedException {
        return LiveHeap.bytesOf(master.handle(), directory.resolve("histogram.txt"));
    }

    /** Returns how many connections workers have made so far. */
    private static double connections(MasterProcess master) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LIMIT)
                .build();
        HttpRequest metrics = HttpRequest.newBuilder(URI.create(master.url() + "/api/v1/metrics"))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + master.operatorToken())
                .build();
        return http.send(metrics, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("mesophyll_workers_connections_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new BenchFailedException("the master's metrics do not count workers' connections"));
    }

    private static void say(String format, Object... values) {
        System.out.println("attack: " + String.format(Locale.ROOT, format, values));
    }
}
