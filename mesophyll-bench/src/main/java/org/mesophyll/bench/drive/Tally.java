package org.mesophyll.bench.drive;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/** Counts how requests end and, while it measures, how long they take. Any thread may record. */
final class Tally {

    /** A call that threw. */
    static final Result.Failed THREW = new Result.Failed("exception");

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int DIGITS = 3;

    private final AtomicHistogram latencies = new AtomicHistogram(LONGEST_NANOS, DIGITS);
    private final LongAdder total = new LongAdder();
    private final LongAdder mismatches = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    private volatile boolean measuring; // written by the run's thread

    /** Starts or ends the measurement. */
    void measure(boolean on) {
        measuring = on;
    }

    /** Records how a request ended, and how long it took. */
    void ended(Result result, long nanos) {
        if (result == Result.Answer.RIGHT) {
            succeeded(nanos);
            return;
        }
        if (result instanceof Result.Failed failed) {
            failures.computeIfAbsent(failed.outcome(), name -> new LongAdder()).increment();
            return;
        }
        mismatches.increment();
    }

    /** Returns what was recorded; exact once all requests have ended. */
    RunFigures figures(Duration elapsed) {
        Histogram measured = latencies.copy();
        RunFigures.Latency latency = new RunFigures.Latency(
                measured.getValueAtPercentile(50),
                measured.getValueAtPercentile(99),
                measured.getValueAtPercentile(99.9),
                measured.getMaxValue());
        Map<String, Long> counts = new TreeMap<>();
        failures.forEach((outcome, count) -> counts.put(outcome, count.sum()));
        return new RunFigures(measured.getTotalCount(), elapsed, latency, total.sum(), mismatches.sum(), counts);
    }

    private void succeeded(long nanos) {
        total.increment();
        if (measuring) {
            latencies.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
        }
    }
}
