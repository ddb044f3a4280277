package org.mesophyll.master.state;

import jakarta.ejb.ApplicationException;

/** Says that what was to be kept is larger than allowed; nothing was changed. The message may be shown to the caller. */
@ApplicationException(rollback = true)
public final class ValueTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ValueTooLargeException(String what, int bytes, int limit) {
        super(what + " is " + bytes + " bytes, the limit is " + limit);
    }
}
