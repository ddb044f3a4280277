package org.mesophyll.mesh.link;

import java.time.Duration;

/**
 * The bounds of a link; durations are positive and at most {@link #LONGEST}.
 *
 * @param heartbeatInterval how often each side shows that it lives; three without a sign and the peer is dead
 * @param outbox how much may wait to be sent
 * @param writeDeadline how long one frame may be in flight before the peer is disconnected
 * @param closeDeadline how long a peer has to answer a close frame before the connection is cut
 */
public record LinkSettings(
        Duration heartbeatInterval, OutboxBounds outbox, Duration writeDeadline, Duration closeDeadline) {
    /** The longest that any of the durations may be. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** How many intervals without a sign of life make a peer dead. */
    public static final int MISSED_INTERVALS = 3;

    /** 5 s heartbeats, 1 024 messages and 8 MiB queued, 10 s to write a frame, 2 s to close. */
    public static final LinkSettings DEFAULT = new LinkSettings(
            Duration.ofSeconds(5),
            new OutboxBounds(1_024, 8L * 1024 * 1024),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2));

    public LinkSettings {
        requireInRange("heartbeat interval", heartbeatInterval);
        requireInRange("write deadline", writeDeadline);
        requireInRange("close deadline", closeDeadline);
    }

    /** Returns these settings with another heartbeat interval. */
    public LinkSettings withHeartbeatInterval(Duration interval) {
        return new LinkSettings(interval, outbox, writeDeadline, closeDeadline);
    }

    static void requireInRange(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a " + what + " is more than PT0S and at most " + LONGEST + ": " + duration);
        }
    }
}
