package org.mesophyll.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.mesophyll.bench.process.Side;

/** Writes a comparison as comma-separated values (RFC 4180), for other programs; a figure that there is not is empty. */
final class CompareCsv {

    private static final String END = "\r\n";
    private static final String MEDIANS = "cell,system,rounds,per_second,lowest_per_second,highest_per_second,"
            + "ratio_to_netty,ratio_to_rsocket,p50_us,p99_us,p999_us,requester_cpu_us,responder_cpu_us,broker_cpu_us,"
            + "all_cpu_us,other_processors_busy,failed";
    private static final String SAMPLES = "round,cell,system,per_second,p50_us,p99_us,p999_us,max_us,requester_cpu_us,"
            + "responder_cpu_us,broker_cpu_us,all_cpu_us,other_processors_busy,failed";

    private CompareCsv() {}

    /** Returns the medians, a line for each row. */
    static String medians(List<Row> rows) {
        return table(MEDIANS, rows.stream().map(CompareCsv::line));
    }

    /** Returns what was measured, a line for each sample. */
    static String samples(List<Measured> samples) {
        return table(SAMPLES, samples.stream().map(CompareCsv::line));
    }

    private static String table(String head, Stream<String> lines) {
        return Stream.concat(Stream.of(head), lines).collect(Collectors.joining(END, "", END));
    }

    private static String line(Row row) {
        return text(row.trial().toString()) + "," + text(row.contender()) + "," + row.rounds() + ","
                + figures(
                        row.rate().median(),
                        row.rate().lowest(),
                        row.rate().highest(),
                        row.toFloor(),
                        row.toRSocket(),
                        row.latency().p50(),
                        row.latency().p99(),
                        row.latency().p999(),
                        row.cpu().requester(),
                        row.cpu().responder(),
                        row.cpu().broker(),
                        row.cpu().all(),
                        row.otherProcessors())
                + "," + row.failed();
    }

    private static String line(Measured sample) {
        return sample.round() + "," + text(sample.trial().toString()) + "," + text(sample.contender()) + ","
                + figures(
                        sample.rate(),
                        sample.figures().latency().p50() / 1e3,
                        sample.figures().latency().p99() / 1e3,
                        sample.figures().latency().p999() / 1e3,
                        sample.figures().latency().max() / 1e3,
                        sample.micros(Side.REQUESTER),
                        sample.micros(Side.RESPONDER),
                        sample.micros(Side.BROKER),
                        sample.totalMicros(),
                        sample.cpu().otherProcessors())
                + "," + sample.failed();
    }

    private static String figures(double... values) {
        return DoubleStream.of(values)
                .mapToObj(value -> Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "")
                .collect(Collectors.joining(","));
    }

    private static String text(String value) {
        return "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
