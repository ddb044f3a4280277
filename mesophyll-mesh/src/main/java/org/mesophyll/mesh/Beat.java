package org.mesophyll.mesh;

import java.time.Duration;
import java.util.Optional;
import org.mesophyll.mesh.link.LinkSettings;

/**
 * How a {@link ConnectionManager} shows its peers that it lives, and expects them to.
 *
 * <p>A transport of bare messages has no ping, so the beat is a message that the peer understands and answers, or that
 * makes it send beats of its own: anything that comes is a sign of life.
 */
public final class Beat {
    private static final Beat NONE = new Beat(new byte[0], LinkSettings.LONGEST, false);

    private final byte[] message;
    private final Duration every;
    private final boolean used;

    private Beat(byte[] message, Duration every, boolean used) {
        this.message = message.clone();
        this.every = every;
        this.used = used;
    }

    /**
     * Makes a beat.
     *
     * @param every how often it is sent; three times that without a message and the peer is dead; more than zero and at
     *     most a day
     */
    public static Beat of(byte[] message, Duration every) {
        if (every.isNegative() || every.isZero() || every.compareTo(LinkSettings.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a beat comes every more than PT0S and at most " + LinkSettings.LONGEST + ": " + every);
        }
        return new Beat(message, every, true);
    }

    /** Returns what sends no beats and finds no peer too silent: only the transport finds out that one is gone. */
    public static Beat none() {
        return NONE;
    }

    /** Returns a copy of the message, if there is one. */
    Optional<byte[]> message() {
        return used ? Optional.of(message.clone()) : Optional.empty();
    }

    Duration every() {
        return every;
    }
}
