package org.mesophyll.master.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A live connection at one moment.
 *
 * @param languages the scripts that it runs; empty if it has not said
 * @param since when it was established
 * @param lastHeard when the worker last showed that it lives
 * @param roundTripOrNull how long the last ping and its answer were under way, or null before the first
 * @param inFlight how many requests wait for an answer
 * @param queuedMessages how many messages wait to be sent
 * @param queuedBytes how many bytes those are
 * @param sent how many messages were sent
 * @param received how many messages were received, heartbeats included
 * @param answered how many answers came in time
 * @param unmatched how many answers nobody waited for any more
 * @param malformed how many frames were no message
 * @param refused how many messages were refused because the outbox was full
 */
public record ConnectionStatus(
        Set<String> languages,
        Instant since,
        Instant lastHeard,
        @Nullable Duration roundTripOrNull,
        int inFlight,
        int queuedMessages,
        long queuedBytes,
        long sent,
        long received,
        long answered,
        long unmatched,
        long malformed,
        long refused) {
    /** Returns how long the last ping and its answer were under way. */
    public Optional<Duration> roundTrip() {
        return Optional.ofNullable(roundTripOrNull);
    }
}
