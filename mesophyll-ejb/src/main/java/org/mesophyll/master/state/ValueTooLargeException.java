package org.mesophyll.master.state;

import jakarta.ejb.ApplicationException;
import org.mesophyll.protocol.state.KeyValueBatch;

/** Says that what was to be kept is larger than allowed; nothing was changed. The message may be shown to the caller. */
@ApplicationException(rollback = true)
public final class ValueTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ValueTooLargeException(String what, int bytes, int limit) {
        this(what + " is " + bytes + " bytes, the limit is " + limit);
    }

    private ValueTooLargeException(String message) {
        super(message);
    }

    /** Returns the same about one operation of a batch, counted from 0. */
    ValueTooLargeException ofOperation(int index) {
        ValueTooLargeException named =
                new ValueTooLargeException(KeyValueBatch.about(index, String.valueOf(getMessage())));
        named.initCause(this);
        return named;
    }
}
