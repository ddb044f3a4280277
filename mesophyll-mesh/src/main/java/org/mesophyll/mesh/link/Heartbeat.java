package org.mesophyll.mesh.link;

import java.time.Duration;

/**
 * Keeps count of the signs of life between two peers. Confined to no thread: every field is written as a whole, and the
 * newest writer wins.
 */
public final class Heartbeat {
    private static final long UNKNOWN = -1;

    private volatile long intervalNanos;
    private volatile long lastHeardNanos;
    private volatile long lastBeatNanos;
    private volatile long roundTripNanos = UNKNOWN;

    /** Starts as if the peer was heard just now, with a beat due at once. */
    public Heartbeat(Duration interval, long nowNanos) {
        this.intervalNanos = interval.toNanos();
        this.lastHeardNanos = nowNanos;
        this.lastBeatNanos = nowNanos - intervalNanos;
    }

    /** Changes the interval; the next beat is due at once, and silence counts from now. */
    void changeInterval(Duration interval, long nowNanos) {
        lastHeardNanos = nowNanos; // first: what is in time by the old interval may be silence by the new one
        intervalNanos = interval.toNanos();
        lastBeatNanos = nowNanos - intervalNanos;
    }

    /** Takes note of a sign of life. */
    public void heard(long nowNanos) {
        lastHeardNanos = nowNanos;
    }

    /** Takes note of how long a ping and its answer were under way. */
    void measured(long nanos) {
        roundTripNanos = nanos;
    }

    /** Says whether it is time to show a sign of life, and if so counts it as shown. */
    public boolean takeBeat(long nowNanos) {
        if (nowNanos - lastBeatNanos < intervalNanos) {
            return false;
        }
        lastBeatNanos = nowNanos;
        return true;
    }

    /** Says whether nothing was heard of the peer for {@value LinkSettings#MISSED_INTERVALS} intervals. */
    public boolean isSilent(long nowNanos) {
        return nowNanos - silentFromNanos() >= 0;
    }

    /** Returns when the peer is silent unless it is heard before. */
    long silentFromNanos() {
        return lastHeardNanos + LinkSettings.MISSED_INTERVALS * intervalNanos;
    }

    /** Returns how long ago the peer was heard. */
    Duration sinceHeard(long nowNanos) {
        return Duration.ofNanos(Math.max(0, nowNanos - lastHeardNanos));
    }

    /** Returns the last measured round trip, or a negative duration before the first. */
    Duration roundTrip() {
        return Duration.ofNanos(roundTripNanos);
    }
}
