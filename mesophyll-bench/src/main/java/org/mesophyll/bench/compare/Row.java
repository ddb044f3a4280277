package org.mesophyll.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.mesophyll.bench.process.Side;
import org.mesophyll.bench.report.Median;
import org.mesophyll.bench.rival.Rival;

/**
 * One trial of one contender over all rounds: the median of each figure by itself.
 *
 * @param trial what was measured
 * @param contender its name in tables
 * @param rounds how often
 * @param rate requests or messages in a second
 * @param toFloor the rate divided by the floor's of the same round; NaN if the floor was not measured
 * @param toRSocket the rate divided by RSocket's of the same round; NaN if RSocket was not measured
 * @param latency of requests
 * @param cpu processor time for each request
 * @param otherProcessors how many processors everything else kept busy
 * @param failed how many requests of all rounds did not end well; a sum
 */
record Row(
        Trial trial,
        String contender,
        int rounds,
        Rate rate,
        double toFloor,
        double toRSocket,
        Latency latency,
        Cpu cpu,
        double otherProcessors,
        long failed) {

    private static final double NANOS_PER_MICRO = 1e3;

    /**
     * How many in a second.
     *
     * @param lowest of all rounds
     * @param highest of all rounds
     */
    record Rate(double median, double lowest, double highest) {}

    /** How long requests took, in microseconds; of messages that want no answer, NaN. */
    record Latency(double p50, double p99, double p999) {}

    /** Processor time for each request, in microseconds. */
    record Cpu(double requester, double responder, double broker, double all) {}

    /** Returns the rows, trial by trial in the order in which they come first, contenders as they are given. */
    static List<Row> of(List<Measured> samples, List<String> contenders) {
        Map<Trial, List<Measured>> byTrial = new LinkedHashMap<>();
        samples.forEach(sample -> byTrial.computeIfAbsent(sample.trial(), trial -> new ArrayList<>())
                .add(sample));
        List<Row> rows = new ArrayList<>();
        byTrial.forEach((trial, ofTrial) -> {
            for (String contender : contenders) {
                List<Measured> own = only(contender, ofTrial);
                if (!own.isEmpty()) {
                    rows.add(row(own, ofTrial));
                }
            }
        });
        return rows;
    }

    private static Row row(List<Measured> own, List<Measured> ofTrial) {
        Measured first = own.get(0);
        return new Row(
                first.trial(),
                first.contender(),
                own.size(),
                rate(own),
                ratio(own, only(Rival.NETTY.title(), ofTrial)),
                ratio(own, only(Rival.RSOCKET.title(), ofTrial)),
                latency(own),
                new Cpu(
                        median(own, sample -> sample.micros(Side.REQUESTER)),
                        median(own, sample -> sample.micros(Side.RESPONDER)),
                        median(own, sample -> sample.micros(Side.BROKER)),
                        median(own, Measured::totalMicros)),
                median(own, sample -> sample.cpu().otherProcessors()),
                own.stream().mapToLong(Measured::failed).sum());
    }

    private static Rate rate(List<Measured> own) {
        double[] rates = own.stream().mapToDouble(Measured::rate).sorted().toArray();
        return new Rate(Median.of(rates), rates[0], rates[rates.length - 1]);
    }

    private static Latency latency(List<Measured> own) {
        return switch (own.get(0).trial().mode()) {
            case ONEWAY -> new Latency(Double.NaN, Double.NaN, Double.NaN);
            case REQUEST, WAIT ->
                new Latency(
                        median(own, sample -> sample.figures().latency().p50() / NANOS_PER_MICRO),
                        median(own, sample -> sample.figures().latency().p99() / NANOS_PER_MICRO),
                        median(own, sample -> sample.figures().latency().p999() / NANOS_PER_MICRO));
        };
    }

    /** Round by round, for what disturbs the machine in a round disturbs both. */
    private static double ratio(List<Measured> own, List<Measured> others) {
        double[] ratios = own.stream()
                .flatMapToDouble(sample -> others.stream()
                        .filter(other -> other.round() == sample.round())
                        .mapToDouble(other -> sample.rate() / other.rate()))
                .toArray();
        return ratios.length == 0 ? Double.NaN : Median.of(ratios);
    }

    private static List<Measured> only(String contender, List<Measured> samples) {
        return samples.stream()
                .filter(sample -> sample.contender().equals(contender))
                .toList();
    }

    private static double median(List<Measured> samples, ToDoubleFunction<Measured> figure) {
        return Median.of(samples.stream().mapToDouble(figure).toArray());
    }
}
