package org.mesophyll.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mesophyll.bench.inside.RunFigures;
import org.mesophyll.bench.inside.RunMode;
import org.mesophyll.bench.inside.RunRequest;
import org.mesophyll.launcher.ServerProcess;
import org.mesophyll.launcher.ServerSpec;

/** Starts a master and workers, measures every cell of a plan in every round, and stops what it started. */
final class LoadRun {

    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration CONNECTED_LIMIT = Duration.ofSeconds(60);
    private static final Duration DELIVERED_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private final LoadPlan plan;
    private final PrintStream out;

    LoadRun(LoadPlan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    /**
     * Measures; takes as long as the plan says, plus the start and the stop of the server.
     *
     * @return the samples in the order in which they were taken
     * @throws LoadFailedException when the load cannot be made
     */
    List<Sample> measure() throws IOException, InterruptedException {
        Path variant = plan.directory().resolve("mesophyll-bench.ear");
        BenchEar.make(plan.ear(), variant, BenchWar.bytes());
        LoadTokens tokens = LoadTokens.write(plan.directory(), plan.mostWorkers());
        say("starting %s, this takes up to a minute …", plan.kind());
        try (ServerProcess server = ServerProcess.start(spec(variant, tokens))) {
            server.awaitReady(READY_LIMIT);
            say("the master is ready, connecting %d workers …", plan.mostWorkers());
            Path log = plan.directory().resolve("workers.log");
            try (WorkersProcess workers =
                    WorkersProcess.start(server.url(), tokens.workerFile(), plan.workerOptions(), log)) {
                return measure(server, workers, new RunClient(server.url(), tokens.operator()));
            }
        }
    }

    private ServerSpec spec(Path variant, LoadTokens tokens) {
        return ServerSpec.of(plan.kind(), plan.home(), plan.directory().resolve("server"), variant, plan.port())
                .withEnvironment(
                        "MESOPHYLL_DATA_DIR", plan.directory().resolve("data").toString())
                .withEnvironment("MESOPHYLL_WORKER_COUNT", Integer.toString(plan.mostWorkers()))
                .withEnvironment(
                        "MESOPHYLL_WORKER_TOKEN_FILE", tokens.workerFile().toString())
                .withEnvironment(
                        "MESOPHYLL_OPERATOR_TOKEN_FILE", tokens.operatorFile().toString())
                .withJvmOptions(plan.serverOptions().toArray(String[]::new));
    }

    private List<Sample> measure(ServerProcess server, WorkersProcess workers, RunClient client)
            throws IOException, InterruptedException {
        ProcessHandle master = ProcessHandle.of(server.pid())
                .orElseThrow(() -> new LoadFailedException("the server has ended by itself"));
        CpuClock clock = new CpuClock(master, workers.handle(), System::nanoTime);
        say("warming up for %d s …", plan.warmup().toSeconds());
        runOnceConnected(plan.warmupRun(), client, workers);
        List<Sample> samples = new ArrayList<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Cell cell : plan.cells()) {
                runNow(plan.leadInRun(cell), client);
                Sample sample = sample(round, cell, client, clock, workers);
                samples.add(sample);
                sayProgress(sample);
            }
        }
        return samples;
    }

    private Sample sample(int round, Cell cell, RunClient client, CpuClock clock, WorkersProcess workers)
            throws IOException, InterruptedException {
        long receivedBefore = workers.received();
        CpuClock.Reading before = clock.read();
        RunFigures figures = runNow(plan.run(cell), client);
        if (plan.mode() == RunMode.ONEWAY) {
            awaitDelivered(receivedBefore + figures.total(), workers);
        }
        return new Sample(round, cell, figures, clock.read().since(before));
    }

    /** Nobody answers an event that wants no answer, so the workers are asked whether all have come. */
    private static void awaitDelivered(long expected, WorkersProcess workers) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long received = workers.received();
        while (received < expected) {
            if (System.nanoTime() - start > DELIVERED_LIMIT.toNanos()) {
                throw new LoadFailedException("the workers received " + received + " of " + expected
                        + " accepted events " + DELIVERED_LIMIT.toSeconds() + " s after the run");
            }
            workers.requireAliveFor(POLL_INTERVAL);
            received = workers.received();
        }
    }

    private static void runOnceConnected(RunRequest request, RunClient client, WorkersProcess workers)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (client.run(request) instanceof RunClient.Answer.NotYet notYet) {
            if (System.nanoTime() - start > CONNECTED_LIMIT.toNanos()) {
                throw new LoadFailedException("after " + CONNECTED_LIMIT.toSeconds() + " s still: " + notYet.reason());
            }
            workers.requireAliveFor(POLL_INTERVAL);
        }
    }

    private static RunFigures runNow(RunRequest request, RunClient client) throws IOException, InterruptedException {
        RunClient.Answer answer = client.run(request);
        if (answer instanceof RunClient.Answer.Measured measured) {
            return measured.figures();
        }
        throw new LoadFailedException("the master cannot make a run: " + ((RunClient.Answer.NotYet) answer).reason());
    }

    private void sayProgress(Sample sample) {
        RunFigures figures = sample.figures();
        say(
                "round %d, workers %d, outstanding %d, payload %d: %.0f requests/s, p99 %.0f µs%s",
                sample.round(),
                sample.cell().workers(),
                sample.cell().outstanding(),
                sample.cell().payload(),
                figures.throughput(),
                figures.latency().p99() / 1e3,
                sample.isClean() ? "" : ", FAILED " + figures.failures() + ", wrong answers " + figures.mismatches());
    }

    private void say(String format, Object... arguments) {
        out.println("load: " + String.format(Locale.ROOT, format, arguments));
    }
}
