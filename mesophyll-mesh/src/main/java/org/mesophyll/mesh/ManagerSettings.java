package org.mesophyll.mesh;

import java.time.Duration;
import org.mesophyll.mesh.link.LinkSettings;

/**
 * The bounds of a {@link ConnectionManager}.
 *
 * @param connectWithin how long one try may take; more than zero and at most a day
 * @param beat how it is found out that a peer is dead
 * @param maxPeers how many peers may be requested, 1 or more
 */
public record ManagerSettings(Duration connectWithin, Beat beat, int maxPeers) {
    /** 10 s for one try, no beats, 1 024 peers. */
    public static final ManagerSettings DEFAULT = new ManagerSettings(Duration.ofSeconds(10), Beat.none(), 1_024);

    public ManagerSettings {
        if (connectWithin.isNegative() || connectWithin.isZero() || connectWithin.compareTo(LinkSettings.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "one try may take more than PT0S and at most " + LinkSettings.LONGEST + ": " + connectWithin);
        }
        if (maxPeers < 1) {
            throw new IllegalArgumentException("a manager has at least 1 peer: " + maxPeers);
        }
    }

    /** Returns these settings with another beat. */
    public ManagerSettings withBeat(Beat other) {
        return new ManagerSettings(connectWithin, other, maxPeers);
    }
}
