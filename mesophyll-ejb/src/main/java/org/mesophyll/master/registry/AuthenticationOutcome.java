package org.mesophyll.master.registry;

import org.mesophyll.protocol.WorkerId;

/** Whether somebody is the worker that they say. */
public sealed interface AuthenticationOutcome {
    /** They are. */
    record Accepted(WorkerId worker) implements AuthenticationOutcome {}

    /** The id is missing, or is no worker's id. */
    record MalformedId() implements AuthenticationOutcome {}

    /** No worker with that id is registered. */
    record UnknownWorker() implements AuthenticationOutcome {}

    /** The token is missing, or is none of the worker's. */
    record WrongToken() implements AuthenticationOutcome {}
}
