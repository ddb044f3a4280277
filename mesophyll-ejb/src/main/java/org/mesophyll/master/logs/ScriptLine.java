package org.mesophyll.master.logs;

import java.time.Instant;
import org.mesophyll.protocol.Printable;

/**
 * A line that a script has logged.
 *
 * @param number greater than that of every line before it in the same log
 * @param time when the master got it, to a millisecond
 * @param text at most 500 characters, none of which starts a line
 */
public record ScriptLine(long number, Instant time, String text) {
    private static final int PARTS = 3;

    /** Returns a line with what of a worker's text is fit to be shown. */
    static ScriptLine of(long number, Instant time, String text) {
        return new ScriptLine(number, Instant.ofEpochMilli(time.toEpochMilli()), Printable.of(text));
    }

    /** Returns a text of one line that {@link #parse} reads. */
    String format() {
        return number + " " + time.toEpochMilli() + " " + text;
    }

    /** Reads what {@link #format} has written. */
    static ScriptLine parse(String line) {
        String[] parts = line.split(" ", PARTS);
        return new ScriptLine(Long.parseLong(parts[0]), Instant.ofEpochMilli(Long.parseLong(parts[1])), parts[2]);
    }

    /** Tells nothing of the text, which does not belong into the logs of servers. */
    @Override
    public String toString() {
        return "ScriptLine[" + number + ", " + time + "]";
    }
}
