package org.mesophyll.protocol;

/**
 * How many workers share the tenants.
 *
 * @param value 1 to 65 536
 */
public record WorkerCount(int value) {
    public WorkerCount {
        if (value < 1 || value > WorkerId.MAX_VALUE + 1) {
            throw new IllegalArgumentException("a worker count is 1 to " + (WorkerId.MAX_VALUE + 1) + ": " + value);
        }
    }
}
