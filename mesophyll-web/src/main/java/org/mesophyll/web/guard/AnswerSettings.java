package org.mesophyll.web.guard;

import java.time.Duration;

/**
 * How many bytes of answers wait for their peers, and how fast a peer must take its answer.
 *
 * @param grace how long an answer may take at any rate; also how long before the least rate counts
 * @param leastBytesPerSecond the least average rate after {@code grace}, at least 1
 * @param maxBytes maximum bytes of all answers that are in memory, not counting the first 16 KiB of each
 * @param maxBytesPerAddress maximum of these bytes for one address
 */
public record AnswerSettings(Duration grace, int leastBytesPerSecond, int maxBytes, int maxBytesPerAddress) {
    /** 5 s of grace, then 16 KiB/s; 64 MiB in all, half of it for one address. */
    public static final AnswerSettings DEFAULT =
            new AnswerSettings(Duration.ofSeconds(5), 16 * 1024, 64 << 20, 32 << 20);

    public AnswerSettings {
        if (maxBytesPerAddress > maxBytes) {
            throw new IllegalArgumentException("the bytes of answers per address must be at most those in all, "
                    + maxBytes + ": " + maxBytesPerAddress);
        }
    }
}
