package org.mesophyll.client;

import org.mesophyll.protocol.Printable;

/** Refuses a request with a reason that the one who asked gets to read. */
public final class WorkerRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Refuses.
     *
     * @param reason a sentence; at most {@value #MOST_CHARACTERS} characters of it are sent
     */
    public WorkerRefusal(String reason) {
        super(Printable.cut(reason, MOST_CHARACTERS));
    }

    /** The length of the longest reason. */
    public static final int MOST_CHARACTERS = 4096;
}
