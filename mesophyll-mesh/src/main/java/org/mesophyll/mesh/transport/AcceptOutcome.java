package org.mesophyll.mesh.transport;

import java.time.Duration;

/** What came of waiting for a connection. */
public sealed interface AcceptOutcome {
    /** One came. */
    record Accepted(Connection connection) implements AcceptOutcome {}

    /** None came in time. */
    record TimedOut(Duration after) implements AcceptOutcome {}

    /** The listener is closed; none will come. */
    record Closed() implements AcceptOutcome {}
}
