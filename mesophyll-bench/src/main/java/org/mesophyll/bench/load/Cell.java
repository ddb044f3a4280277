package org.mesophyll.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One combination to measure.
 *
 * @param workers how many workers are dispatched to
 * @param outstanding how many requests each of them owes at any time
 * @param payload how many bytes of text an event carries
 */
record Cell(int workers, int outstanding, int payload) {

    private static final Pattern PAIR = Pattern.compile("[0-9]{1,5}x[0-9]{1,5}");

    /** Returns every combination, payloads in the outer and outstanding requests in the inner loop. */
    static List<Cell> product(List<Integer> workers, List<Integer> outstanding, List<Integer> payloads) {
        List<Cell> cells = new ArrayList<>();
        for (int payload : payloads) {
            for (int worker : workers) {
                for (int each : outstanding) {
                    cells.add(new Cell(worker, each, payload));
                }
            }
        }
        return cells;
    }

    /**
     * Returns how many workers the largest of them needs.
     *
     * @throws IllegalArgumentException if there is none
     */
    static int mostWorkers(List<Cell> cells) {
        return cells.stream()
                .mapToInt(Cell::workers)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("there is nothing to measure"));
    }

    /**
     * Returns the combinations that are named one by one, each with every payload.
     *
     * @param pairs each workers and outstanding requests, such as {@code 64x16}
     * @throws IllegalArgumentException if one has not that form
     */
    static List<Cell> parse(List<String> pairs, List<Integer> payloads) {
        List<Cell> cells = new ArrayList<>();
        for (int payload : payloads) {
            for (String pair : pairs) {
                if (!PAIR.matcher(pair).matches()) {
                    throw new IllegalArgumentException("a cell is workers x outstanding such as 64x16, not " + pair);
                }
                String[] numbers = pair.split("x", 2);
                cells.add(new Cell(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), payload));
            }
        }
        return cells;
    }
}
