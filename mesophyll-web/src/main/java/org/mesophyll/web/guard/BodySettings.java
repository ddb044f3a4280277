package org.mesophyll.web.guard;

import java.time.Duration;

/**
 * How fast and how large the bodies of requests must be, and how many requests run at once.
 *
 * @param grace how long a body may take at any rate; also how long before the least rate counts
 * @param leastBytesPerSecond the least average rate after {@code grace}, at least 1
 * @param deadline how long a body may take in all, at least {@code grace}
 * @param maxBytes maximum bytes of all bodies that are being received or wait to be handled
 * @param maxBytesPerAddress maximum of these bytes from one address
 * @param maxRunning maximum number of requests that are handled at once after their body arrived late
 */
public record BodySettings(
        Duration grace,
        int leastBytesPerSecond,
        Duration deadline,
        int maxBytes,
        int maxBytesPerAddress,
        int maxRunning) {
    /** 5 s of grace, then 16 KiB/s, a minute in all; 64 MiB in all, half of it for one address; 128 requests. */
    public static final BodySettings DEFAULT =
            new BodySettings(Duration.ofSeconds(5), 16 * 1024, Duration.ofMinutes(1), 64 << 20, 32 << 20, 128);

    public BodySettings {
        if (deadline.compareTo(grace) < 0) {
            throw new IllegalArgumentException(
                    "the deadline of a body must be at least its grace, which is " + grace + ": " + deadline);
        }
        if (maxBytesPerAddress > maxBytes) {
            throw new IllegalArgumentException("the bytes of bodies per address must be at most those in all, "
                    + maxBytes + ": " + maxBytesPerAddress);
        }
    }
}
