package org.mesophyll.bench.drive;

import java.util.Locale;

/** What a run makes. */
public enum RunMode {
    /** Requests, each made where the answer to the one before came in; a run's latency is from the call to the answer. */
    REQUEST,
    /** The same requests, each made by a thread that waits for its answer. */
    WAIT,
    /** Messages that want no answer; a run's latency is that of the call alone. */
    ONEWAY;

    /**
     * Reads a mode as {@link #toString()} writes it, in any case.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static RunMode parse(String text) {
        for (RunMode mode : values()) {
            if (mode.toString().equalsIgnoreCase(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode is " + text + ", allowed are request, wait and oneway");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
