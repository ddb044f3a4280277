package org.mesophyll.bench.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.process.CpuUse;
import org.mesophyll.bench.process.Side;

/** Samples with figures that are easy to reckon with. */
final class Samples {

    private Samples() {}

    /** Returns a clean second in which each request took the master 10 µs, the workers 5 µs and others half a processor. */
    static Sample of(int round, Cell cell, long requests, long p50Micros) {
        long nanos = TimeUnit.MICROSECONDS.toNanos(p50Micros);
        RunFigures figures = new RunFigures(
                requests,
                Duration.ofSeconds(1),
                new RunFigures.Latency(nanos, 2 * nanos, 3 * nanos, 4 * nanos),
                requests,
                0,
                Map.of());
        CpuUse cpu = new CpuUse(
                Map.of(
                        Side.REQUESTER, Duration.ofNanos(10_000).multipliedBy(requests),
                        Side.RESPONDER, Duration.ofNanos(5_000).multipliedBy(requests)),
                Duration.ofMillis(500),
                Duration.ofSeconds(1));
        return new Sample(round, cell, figures, cpu);
    }

    /** Returns a second in which nothing but failures came. */
    static Sample failed(int round, Cell cell) {
        RunFigures figures = new RunFigures(
                0, Duration.ofSeconds(1), new RunFigures.Latency(0, 0, 0, 0), 0, 2, Map.of("timed_out", 3L));
        CpuUse idle = new CpuUse(Map.of(), Duration.ZERO, Duration.ofSeconds(1));
        return new Sample(round, cell, figures, idle);
    }
}
