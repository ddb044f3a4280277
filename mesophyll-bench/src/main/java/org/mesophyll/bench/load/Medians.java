package org.mesophyll.bench.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.mesophyll.bench.report.Median;

/**
 * One cell over all rounds: the median of each figure by itself.
 *
 * @param cell what was measured
 * @param rounds how often
 * @param throughput dispatches in a second
 * @param lowestThroughput of all rounds
 * @param highestThroughput of all rounds
 * @param p50Micros half of the dispatches took no longer
 * @param p99Micros 99 % of them took no longer
 * @param p999Micros 99.9 % of them took no longer
 * @param masterMicros processor time of the master for each dispatch
 * @param workersMicros processor time of the workers for each dispatch
 * @param otherProcessors how many processors everything else kept busy
 * @param failed how many dispatches of all rounds did not end well; a sum
 */
record Medians(
        Cell cell,
        int rounds,
        double throughput,
        double lowestThroughput,
        double highestThroughput,
        double p50Micros,
        double p99Micros,
        double p999Micros,
        double masterMicros,
        double workersMicros,
        double otherProcessors,
        long failed) {

    private static final double NANOS_PER_MICRO = 1e3;

    /** Returns the medians of each cell, in the order in which the cells come first. */
    static List<Medians> of(List<Sample> samples) {
        Map<Cell, List<Sample>> byCell = new LinkedHashMap<>();
        samples.forEach(sample ->
                byCell.computeIfAbsent(sample.cell(), cell -> new ArrayList<>()).add(sample));
        List<Medians> all = new ArrayList<>();
        byCell.forEach((cell, ofCell) -> all.add(of(cell, ofCell)));
        return all;
    }

    private static Medians of(Cell cell, List<Sample> samples) {
        return new Medians(
                cell,
                samples.size(),
                median(samples, sample -> sample.figures().throughput()),
                samples.stream()
                        .mapToDouble(sample -> sample.figures().throughput())
                        .min()
                        .orElseThrow(),
                samples.stream()
                        .mapToDouble(sample -> sample.figures().throughput())
                        .max()
                        .orElseThrow(),
                median(samples, sample -> sample.figures().latency().p50() / NANOS_PER_MICRO),
                median(samples, sample -> sample.figures().latency().p99() / NANOS_PER_MICRO),
                median(samples, sample -> sample.figures().latency().p999() / NANOS_PER_MICRO),
                median(samples, Sample::masterMicrosPerRequest),
                median(samples, Sample::workersMicrosPerRequest),
                median(samples, sample -> sample.cpu().otherProcessors()),
                samples.stream().mapToLong(Medians::failed).sum());
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return Median.of(samples.stream().mapToDouble(figure).toArray());
    }

    private static long failed(Sample sample) {
        long failures = sample.figures().failures().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return failures + sample.figures().mismatches();
    }
}
