package org.mesophyll.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes medians as a table of text. */
final class ReportTable {

    private static final String GAP = "  ";
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
        StringBuilder table = new StringBuilder();
        for (List<String> line : lines) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < line.size(); column++) {
                String text = line.get(column);
                cells.add(" ".repeat(width(lines, column) - text.length()) + text);
            }
            table.append(String.join(GAP, cells)).append('\n');
        }
        return table.toString();
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

    private static String decimals(int digits, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElseThrow();
    }
}
