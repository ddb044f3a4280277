package org.mesophyll.mesh.transport;

import java.time.Duration;
import org.mesophyll.mesh.link.LinkSettings;
import org.mesophyll.mesh.link.OutboxBounds;

/**
 * The bounds of a connection; durations are positive and at most {@link LinkSettings#LONGEST}.
 *
 * @param maxMessageBytes how long one message may be, 1 or more, either way; a peer that sends a longer one is cut
 * @param outbox how much may wait to be sent, at least one message of that length
 * @param inbox how much may wait to be received before reading stops; what one read has brought comes on top of it
 * @param writeDeadline how long one frame may be in flight before the peer is cut
 * @param closeDeadline how long a polite end may take, what still waits to be sent included
 */
public record ConnectionSettings(
        int maxMessageBytes, OutboxBounds outbox, OutboxBounds inbox, Duration writeDeadline, Duration closeDeadline) {
    /** 1 MiB a message, 1 024 messages and 8 MiB each way, 10 s to write a frame, 2 s to close. */
    public static final ConnectionSettings DEFAULT = new ConnectionSettings(
            1 << 20,
            new OutboxBounds(1_024, 8L << 20),
            new OutboxBounds(1_024, 8L << 20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2));

    public ConnectionSettings {
        if (maxMessageBytes < 1 || maxMessageBytes > outbox.bytes()) {
            throw new IllegalArgumentException("a message may have 1 byte to what the outbox holds, " + outbox.bytes()
                    + " bytes: " + maxMessageBytes);
        }
        requireInRange("write deadline", writeDeadline);
        requireInRange("close deadline", closeDeadline);
    }

    /** Returns these settings with another bound for one message. */
    public ConnectionSettings withMaxMessageBytes(int most) {
        return new ConnectionSettings(most, outbox, inbox, writeDeadline, closeDeadline);
    }

    /** Returns these settings with another bound for what waits to be sent. */
    public ConnectionSettings withOutbox(OutboxBounds other) {
        return new ConnectionSettings(maxMessageBytes, other, inbox, writeDeadline, closeDeadline);
    }

    /** Returns these settings with another bound for what waits to be received. */
    public ConnectionSettings withInbox(OutboxBounds other) {
        return new ConnectionSettings(maxMessageBytes, outbox, other, writeDeadline, closeDeadline);
    }

    /** Returns these settings with other deadlines. */
    public ConnectionSettings withDeadlines(Duration write, Duration close) {
        return new ConnectionSettings(maxMessageBytes, outbox, inbox, write, close);
    }

    private static void requireInRange(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LinkSettings.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a " + what + " is more than PT0S and at most " + LinkSettings.LONGEST + ": " + duration);
        }
    }
}
