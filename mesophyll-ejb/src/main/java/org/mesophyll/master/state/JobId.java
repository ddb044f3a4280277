package org.mesophyll.master.state;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names a job: 12 hexadecimal digits of the time of its making in milliseconds, and 20 that nobody can guess. So the order of the
 * texts is that of the times, but for those of one millisecond.
 *
 * @param text the 32 digits, in lower case
 */
public record JobId(String text) implements Comparable<JobId> {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final int TIME_DIGITS = 12;
    private static final int RANDOM_BYTES = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    public JobId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a job is named by 32 hexadecimal digits in lower case");
        }
    }

    /** Returns a name that was not used before. */
    public static JobId next(Instant now) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return new JobId(
                String.format("%012x", now.toEpochMilli()) + HexFormat.of().formatHex(random));
    }

    /** Returns when the name was made, to the millisecond. */
    public Instant made() {
        return Instant.ofEpochMilli(Long.parseLong(text.substring(0, TIME_DIGITS), 16));
    }

    @Override
    public int compareTo(JobId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
