package org.mesophyll.master.state;

import jakarta.ejb.ApplicationException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says that the database did not do what it was asked to: it is busy, gone, or kept refusing. A write may nevertheless have been
 * made. The message may be shown to the caller, the cause may not.
 */
@ApplicationException(rollback = true)
public final class StateUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    // data exceptions, and values that a column does not allow
    private static final Set<String> OF_VALUES = Set.of("23502", "23513", "23514");
    private static final String DATA_CLASS = "22";

    StateUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Says whether the database answered, and refused the values that it was given: the same ones are refused again. */
    public boolean refusesValue() {
        String state = Attempts.sqlState(this);
        return state != null && (state.startsWith(DATA_CLASS) || OF_VALUES.contains(state));
    }
}
