package org.mesophyll.bench.inside;

import java.util.Locale;

/** What a run dispatches. */
public enum RunMode {
    /** Dispatches that want an answer; a run's latency is from the call to the answer. */
    REQUEST,
    /** Dispatches that want none; a run's latency is that of the call alone. */
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
        throw new IllegalArgumentException("mode is " + text + ", allowed are request and oneway");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
