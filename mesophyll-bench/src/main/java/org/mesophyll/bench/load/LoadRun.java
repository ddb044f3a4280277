package org.mesophyll.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.master.MasterProcess;
import org.mesophyll.bench.master.RunClient;
import org.mesophyll.bench.master.WorkersProcess;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.process.CpuClock;
import org.mesophyll.bench.process.Side;

/** Starts a master and workers, measures every cell of a plan in every round, and stops what it started. */
final class LoadRun {

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
     * @throws BenchFailedException when the load cannot be made
     */
    List<Sample> measure() throws IOException, InterruptedException {
        say("starting %s, this takes up to a minute …", plan.master().kind());
        try (MasterProcess master = MasterProcess.start(plan.master())) {
            say("the master is ready, connecting %d workers …", plan.mostWorkers());
            try (WorkersProcess workers = master.connect(plan.workers())) {
                return measure(master, workers);
            }
        }
    }

    private List<Sample> measure(MasterProcess master, WorkersProcess workers)
            throws IOException, InterruptedException {
        RunClient client = master.runs();
        CpuClock clock = new CpuClock(
                Map.of(Side.REQUESTER, master.handle(), Side.RESPONDER, workers.handle()), System::nanoTime);
        say("warming up for %d s …", plan.warmup().toSeconds());
        var unused = client.runOnceConnected(plan.warmupRun(), workers);
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
                throw new BenchFailedException("the workers received " + received + " of " + expected
                        + " accepted events " + DELIVERED_LIMIT.toSeconds() + " s after the run");
            }
            workers.requireAliveFor(POLL_INTERVAL);
            received = workers.received();
        }
    }

    private static RunFigures runNow(RunRequest request, RunClient client) throws IOException, InterruptedException {
        RunClient.Answer answer = client.run(request);
        if (answer instanceof RunClient.Answer.Measured measured) {
            return measured.figures();
        }
        throw new BenchFailedException("the master cannot make a run: " + ((RunClient.Answer.NotYet) answer).reason());
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
