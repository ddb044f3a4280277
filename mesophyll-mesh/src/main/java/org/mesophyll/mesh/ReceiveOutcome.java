package org.mesophyll.mesh;

import java.time.Duration;

/** What came of waiting for an envelope. */
public sealed interface ReceiveOutcome {
    /** One came. */
    record Received(Envelope envelope) implements ReceiveOutcome {}

    /** None came in time. */
    record TimedOut(Duration after) implements ReceiveOutcome {}

    /** The mesh is closed, and all that had come was received. */
    record Closed() implements ReceiveOutcome {}
}
