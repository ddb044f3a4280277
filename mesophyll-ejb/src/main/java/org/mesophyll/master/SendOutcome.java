package org.mesophyll.master;

import org.mesophyll.protocol.WorkerId;

/** What became of an event that wants no answer. */
public sealed interface SendOutcome {
    /** It waits to be sent, and will be unless the connection goes first. */
    record Accepted(WorkerId worker) implements SendOutcome {}

    /** Nothing was sent: the worker that owns the tenant has no live connection. */
    record NotConnected(WorkerId worker) implements SendOutcome {}

    /** Nothing was sent: as many messages or bytes as may wait for the worker already do. */
    record Backpressure(WorkerId worker, String bound) implements SendOutcome {}
}
