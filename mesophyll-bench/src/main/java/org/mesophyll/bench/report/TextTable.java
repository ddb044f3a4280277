package org.mesophyll.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes columns of text. */
public final class TextTable {

    private static final String GAP = "  ";

    private TextTable() {}

    /**
     * Returns the lines, each ended by a line break, with all columns as wide as their widest text.
     *
     * @param lines the head first, all with as many columns
     * @param leftColumns how many columns are flush left; the others are flush right
     */
    public static String of(List<List<String>> lines, int leftColumns) {
        StringBuilder table = new StringBuilder();
        for (List<String> line : lines) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < line.size(); column++) {
                String text = line.get(column);
                String filler = " ".repeat(width(lines, column) - text.length());
                cells.add(column < leftColumns ? text + filler : filler + text);
            }
            table.append(String.join(GAP, cells)).append('\n');
        }
        return table.toString();
    }

    /** Returns a value with so many decimals, and a dash for NaN. */
    public static String decimals(int digits, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElseThrow();
    }
}
