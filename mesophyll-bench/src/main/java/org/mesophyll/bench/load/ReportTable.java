package org.mesophyll.bench.load;

import static org.mesophyll.bench.report.TextTable.decimals;

import java.util.ArrayList;
import java.util.List;
import org.mesophyll.bench.report.TextTable;

/** Writes medians as a table of text. */
final class ReportTable {

    private static final List<String> HEAD = List.of(
            "workers",
            "outstanding",
            "payload B",
            "requests/s",
            "(lowest-highest)",
            "p50 µs",
            "p99 µs",
            "p999 µs",
            "master CPU µs/req",
            "workers CPU µs/req",
            "other CPUs busy",
            "failed");

    private ReportTable() {}

    /** Returns the table: a head, then a line for each cell, columns flush right; ends with a line break. */
    static String of(List<Medians> all) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        all.forEach(medians -> lines.add(line(medians)));
        return TextTable.of(lines, 0);
    }

    private static List<String> line(Medians medians) {
        return List.of(
                Integer.toString(medians.cell().workers()),
                Integer.toString(medians.cell().outstanding()),
                Integer.toString(medians.cell().payload()),
                decimals(0, medians.throughput()),
                "(" + decimals(0, medians.lowestThroughput()) + "-" + decimals(0, medians.highestThroughput()) + ")",
                decimals(0, medians.p50Micros()),
                decimals(0, medians.p99Micros()),
                decimals(0, medians.p999Micros()),
                decimals(1, medians.masterMicros()),
                decimals(1, medians.workersMicros()),
                decimals(2, medians.otherProcessors()),
                Long.toString(medians.failed()));
    }
}
