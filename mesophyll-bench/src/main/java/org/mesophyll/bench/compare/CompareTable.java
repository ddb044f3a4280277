package org.mesophyll.bench.compare;

import static org.mesophyll.bench.report.TextTable.decimals;

import java.util.ArrayList;
import java.util.List;
import org.mesophyll.bench.report.TextTable;

/** Writes a comparison as a table of text. */
final class CompareTable {

    private static final int LEFT_COLUMNS = 2;
    private static final List<String> HEAD = List.of(
            "cell",
            "system",
            "per second",
            "(lowest-highest)",
            "x Netty",
            "x RSocket",
            "p50 µs",
            "p99 µs",
            "p999 µs",
            "CPU µs: requester",
            "responder",
            "broker",
            "all",
            "other CPUs",
            "failed");

    private CompareTable() {}

    /** Returns the table: a head, then a line for each row; ends with a line break. */
    static String of(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        rows.forEach(row -> lines.add(line(row)));
        return TextTable.of(lines, LEFT_COLUMNS);
    }

    private static List<String> line(Row row) {
        Row.Rate rate = row.rate();
        return List.of(
                row.trial().toString(),
                row.contender(),
                decimals(0, rate.median()),
                "(" + decimals(0, rate.lowest()) + "-" + decimals(0, rate.highest()) + ")",
                decimals(2, row.toFloor()),
                decimals(2, row.toRSocket()),
                decimals(0, row.latency().p50()),
                decimals(0, row.latency().p99()),
                decimals(0, row.latency().p999()),
                decimals(1, row.cpu().requester()),
                decimals(1, row.cpu().responder()),
                row.cpu().broker() > 0 ? decimals(1, row.cpu().broker()) : "-",
                decimals(1, row.cpu().all()),
                decimals(2, row.otherProcessors()),
                Long.toString(row.failed()));
    }
}
