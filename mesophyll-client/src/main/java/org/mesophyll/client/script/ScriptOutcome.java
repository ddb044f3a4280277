package org.mesophyll.client.script;

import org.mesophyll.protocol.value.Value;

/** What became of a call. */
public sealed interface ScriptOutcome {
    /** The script ended and answered; with null if it answered nothing. */
    record Returned(Value value) implements ScriptOutcome {}

    /** The script did not end well, or not at all. */
    record Failed(ScriptFailure failure) implements ScriptOutcome {}
}
