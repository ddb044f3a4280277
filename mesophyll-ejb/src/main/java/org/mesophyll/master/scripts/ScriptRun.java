package org.mesophyll.master.scripts;

import java.util.concurrent.CompletionStage;

/** A script that is being run. */
public interface ScriptRun {
    /**
     * Returns how it ends; completes exactly once, always with a value, on a thread of the master or on the caller's own. What is
     * attached must not block.
     */
    CompletionStage<ScriptOutcome> outcome();

    /** Gives up on it; no effect if it has ended. */
    void cancel();
}
