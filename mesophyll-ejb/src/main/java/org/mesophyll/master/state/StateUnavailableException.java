package org.mesophyll.master.state;

import jakarta.ejb.ApplicationException;
import org.jspecify.annotations.Nullable;

/**
 * Says that the database did not do what it was asked to: it is busy, gone, or kept refusing. A write may nevertheless have been
 * made. The message may be shown to the caller, the cause may not.
 */
@ApplicationException(rollback = true)
public final class StateUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StateUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
