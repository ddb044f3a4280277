package org.mesophyll.bench.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.mesophyll.bench.compare.Measured.Delivered;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.process.CpuClock;

/**
 * Starts the contenders, puts one after the other under load, round for round, and keeps what was measured. A contender that
 * fails is left out from then on. Confined to one thread.
 */
final class Comparison {

    /** Messages that have not moved for so long do not arrive any more. */
    private static final Duration STANDSTILL = Duration.ofSeconds(1);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final ComparePlan plan;
    private final PrintStream out;
    private final List<Contender> running; // confined as the object is, like all below
    private final List<Measured> samples = new ArrayList<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    /** Takes contenders that have not been started. */
    Comparison(ComparePlan plan, List<Contender> contenders, PrintStream out) {
        this.plan = plan;
        this.out = out;
        this.running = new ArrayList<>(contenders);
    }

    /** Starts all contenders. */
    void start() throws InterruptedException {
        forEachRunning(contender -> {
            say("starting %s …", contender.title());
            contender.start();
        });
    }

    /** Warms all contenders up and measures all trials of all of them in every round. */
    void measure() throws InterruptedException {
        say(
                "warming up, %d s for each of %d cells of %d contenders …",
                plan.pace().warmup().toSeconds(), plan.trials().size(), running.size());
        forEachRunning(this::warmUp);
        for (int round = 1; round <= plan.pace().rounds(); round++) {
            for (Trial trial : plan.trials()) {
                int number = round;
                forEachRunning(contender -> measure(number, trial, contender));
            }
            // so that none is always measured in the wake of the same other
            Collections.rotate(running, 1);
        }
    }

    /** Returns what was measured so far, in the order in which it was. */
    List<Measured> samples() {
        return List.copyOf(samples);
    }

    /** Returns the contenders that failed, by their names in tables, with the reason. */
    Map<String, String> missing() {
        return Collections.unmodifiableMap(missing);
    }

    private interface Step {
        void take(Contender contender) throws IOException, InterruptedException;
    }

    private void forEachRunning(Step step) throws InterruptedException {
        for (Contender contender : List.copyOf(running)) {
            try {
                step.take(contender);
            } catch (IOException | BenchFailedException failure) {
                String reason = String.valueOf(failure.getMessage());
                say("WITHOUT %s from here on: %s", contender.title(), reason);
                missing.put(contender.title(), reason);
                running.remove(contender);
            }
        }
    }

    private void warmUp(Contender contender) throws IOException, InterruptedException {
        for (Trial trial : plan.warmupOrder()) {
            runUnmeasured(contender, trial, plan.pace().warmup());
        }
    }

    private void runUnmeasured(Contender contender, Trial trial, Duration duration)
            throws IOException, InterruptedException {
        if (!duration.isZero()) {
            var unused = run(contender, trial, duration);
        }
    }

    private void measure(int round, Trial trial, Contender contender) throws IOException, InterruptedException {
        runUnmeasured(contender, trial, plan.pace().leadIn());
        CpuClock clock = new CpuClock(contender.processes(), System::nanoTime);
        CpuClock.Reading before = clock.read();
        Run run = run(contender, trial, plan.pace().measured());
        CpuClock.Reading after = clock.read();
        Measured sample =
                new Measured(round, contender.title(), trial, run.figures(), run.delivered(), after.since(before));
        samples.add(sample);
        sayProgress(sample);
    }

    private record Run(RunFigures figures, Delivered delivered) {}

    private Run run(Contender contender, Trial trial, Duration duration) throws IOException, InterruptedException {
        long before = contender.received();
        RunFigures figures = contender.run(plan.request(trial, duration));
        if (trial.mode() == RunMode.ONEWAY) {
            return new Run(figures, awaitDelivered(contender, before, figures));
        }
        return new Run(figures, new Delivered(contender.received() - before, figures.elapsed()));
    }

    /** Nobody answers a message that wants no answer, so the responder is asked whether all have come. */
    private static Delivered awaitDelivered(Contender contender, long before, RunFigures figures)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long count = contender.received() - before;
        Duration late = Duration.ZERO;
        while (count < figures.total()) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            long now = contender.received() - before;
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (now == count && waited.minus(late).compareTo(STANDSTILL) > 0) {
                return new Delivered(count, figures.elapsed().plus(late));
            }
            late = now == count ? late : waited;
            count = now;
        }
        return new Delivered(count, figures.elapsed().plus(late));
    }

    private void sayProgress(Measured sample) {
        say(
                "round %d, %s, %s: %.0f/s, p50 %.0f µs, p99 %.0f µs, CPU %.1f µs each%s",
                sample.round(),
                sample.trial(),
                sample.contender(),
                sample.rate(),
                sample.figures().latency().p50() / 1e3,
                sample.figures().latency().p99() / 1e3,
                sample.totalMicros(),
                sample.failed() == 0 ? "" : ", FAILED " + sample.failed());
    }

    private void say(String format, Object... arguments) {
        out.println("compare: " + String.format(Locale.ROOT, format, arguments));
    }
}
