package org.mesophyll.master.state;

import jakarta.ejb.ApplicationException;

/** Says that too much waits for the database already; nothing was done. The message may be shown to the caller. */
@ApplicationException(rollback = true)
public final class StateBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes one with a message for the caller. */
    public StateBusyException(String message) {
        super(message);
    }
}
