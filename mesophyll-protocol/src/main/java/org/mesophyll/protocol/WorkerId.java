package org.mesophyll.protocol;

/**
 * Names a worker, and says which share of the tenants is its own ({@link Sharding}).
 *
 * @param value 0 to 65 535
 */
public record WorkerId(int value) implements Comparable<WorkerId> {
    /** The largest number that a worker may have. */
    public static final int MAX_VALUE = 65_535;

    private static final int MOST_DIGITS = 5;

    public WorkerId {
        if (value < 0 || value > MAX_VALUE) {
            throw new IllegalArgumentException("a worker id is 0 to " + MAX_VALUE + ": " + value);
        }
    }

    /**
     * Returns the worker with a decimal id.
     *
     * @throws IllegalArgumentException if the text is not 1 to 5 decimal digits of a number up to 65 535
     */
    public static WorkerId parse(String decimal) {
        boolean digits = !decimal.isEmpty()
                && decimal.length() <= MOST_DIGITS
                && decimal.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw new IllegalArgumentException("a worker id is a decimal number from 0 to " + MAX_VALUE);
        }
        return new WorkerId(Integer.parseInt(decimal));
    }

    @Override
    public int compareTo(WorkerId other) {
        return Integer.compare(value, other.value);
    }

    /** Returns the decimal number. */
    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
