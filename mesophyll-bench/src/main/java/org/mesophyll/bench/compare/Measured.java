package org.mesophyll.bench.compare;

import java.time.Duration;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.process.CpuUse;
import org.mesophyll.bench.process.Side;

/**
 * One trial of one contender, measured once.
 *
 * @param round which round it belongs to, from 1
 * @param contender its name in tables
 * @param trial what was measured
 * @param figures what the requester measured
 * @param delivered what the responder received
 * @param cpu processor time from just before the run to just after it
 */
record Measured(int round, String contender, Trial trial, RunFigures figures, Delivered delivered, CpuUse cpu) {

    /**
     * What a responder received.
     *
     * @param count how many requests and messages
     * @param within how long from the run's start to the last of them, as far as the responder was asked
     */
    record Delivered(long count, Duration within) {}

    /** Returns how many requests were answered in a second, or how many messages that want no answer arrived. */
    double rate() {
        if (trial.mode() == RunMode.ONEWAY) {
            return delivered.count()
                    * (double) Duration.ofSeconds(1).toNanos()
                    / delivered.within().toNanos();
        }
        return figures.throughput();
    }

    /** Returns how many requests did not end well; for messages, how many did not arrive. */
    long failed() {
        long failures =
                figures.failures().values().stream().mapToLong(Long::longValue).sum();
        return failures + figures.mismatches() + lost();
    }

    /** Returns the processor time of one side for each request, in microseconds; NaN when there was none. */
    double micros(Side side) {
        return perRequest(cpu.of(side));
    }

    /** Returns the processor time of all sides for each request, in microseconds; NaN when there was none. */
    double totalMicros() {
        return perRequest(cpu.total());
    }

    private long lost() {
        return trial.mode() == RunMode.ONEWAY ? Math.max(0, figures.total() - delivered.count()) : 0;
    }

    private double perRequest(Duration time) {
        return figures.total() == 0 ? Double.NaN : time.toNanos() / 1e3 / figures.total();
    }
}
