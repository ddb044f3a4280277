package org.mesophyll.master;

import java.util.concurrent.CompletionStage;

/** A request that was made to a worker. */
public interface Dispatch {
    /**
     * Returns how the request ends; completes exactly once, always with a value, on a thread of the master that has no
     * component's context: use an {@code …Async} method with a managed executor for whatever needs one.
     */
    CompletionStage<DispatchOutcome> outcome();

    /** Gives up on the answer, and says whether this call ended the request; if it did not, something else had. */
    boolean cancel();
}
