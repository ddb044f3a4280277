package org.mesophyll.bench.load;

import java.util.ArrayList;
import java.util.List;

/**
 * One combination to measure.
 *
 * @param workers how many workers are dispatched to
 * @param outstanding how many requests each of them owes at any time
 * @param payload how many bytes of text an event carries
 */
record Cell(int workers, int outstanding, int payload) {

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
}
