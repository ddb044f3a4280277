package org.mesophyll.bench.inside;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.mesophyll.master.metrics.OutcomeKind;

/** Counts how dispatches end and, while it measures, how long they take. Any thread may record. */
final class Tally {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int DIGITS = 3;

    private final AtomicHistogram latencies = new AtomicHistogram(LONGEST_NANOS, DIGITS);
    private final LongAdder total = new LongAdder();
    private final LongAdder mismatches = new LongAdder();
    private final Map<OutcomeKind, LongAdder> failures = new EnumMap<>(OutcomeKind.class);
    private final LongAdder exceptions = new LongAdder();

    private volatile boolean measuring; // written by the run's thread

    Tally() {
        for (OutcomeKind kind : OutcomeKind.values()) {
            failures.put(kind, new LongAdder());
        }
    }

    /** Starts or ends the measurement. */
    void measure(boolean on) {
        measuring = on;
    }

    /** Records a dispatch that ended well. */
    void succeeded(long nanos) {
        total.increment();
        if (measuring) {
            latencies.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
        }
    }

    /** Records an answer that is not what was sent. */
    void mismatched() {
        mismatches.increment();
    }

    /** Records a dispatch that ended otherwise. */
    void failed(OutcomeKind kind) {
        Objects.requireNonNull(failures.get(kind)).increment();
    }

    /** Records a call that threw. */
    void threw() {
        exceptions.increment();
    }

    /** Returns what was recorded; exact once all dispatches have ended. */
    RunFigures figures(Duration elapsed) {
        Histogram measured = latencies.copy();
        RunFigures.Latency latency = new RunFigures.Latency(
                measured.getValueAtPercentile(50),
                measured.getValueAtPercentile(99),
                measured.getValueAtPercentile(99.9),
                measured.getMaxValue());
        return new RunFigures(
                measured.getTotalCount(), elapsed, latency, total.sum(), mismatches.sum(), failuresByName());
    }

    private Map<String, Long> failuresByName() {
        Map<String, Long> counts = new TreeMap<>();
        failures.forEach((kind, count) -> counts.put(kind.name().toLowerCase(Locale.ROOT), count.sum()));
        counts.put("exception", exceptions.sum());
        counts.values().removeIf(count -> count == 0);
        return counts;
    }
}
