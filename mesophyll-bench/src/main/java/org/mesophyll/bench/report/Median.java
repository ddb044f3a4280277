package org.mesophyll.bench.report;

import java.util.Arrays;

/** The middle of several values. */
public final class Median {

    private Median() {}

    /**
     * Returns the middle one of the values, or the mean of the two in the middle; NaN if one is NaN.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static double of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("there is no median of no values");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
