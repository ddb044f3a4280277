package org.mesophyll.master.scripts;

/** As many jobs have not ended as may, or as many questions about jobs wait as may; nothing was done. */
public final class TooManyJobsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param bound which bound was met
     */
    public TooManyJobsException(String bound) {
        super(bound, null, false, false);
    }
}
