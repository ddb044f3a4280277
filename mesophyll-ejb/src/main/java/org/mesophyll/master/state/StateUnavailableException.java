package org.mesophyll.master.state;

import jakarta.ejb.ApplicationException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says that the database did not do what it was asked to: it is busy, gone, or kept refusing. The message may be shown to the caller,
 * the cause may not.
 */
@ApplicationException(rollback = true)
public final class StateUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    // data exceptions, and values that a column does not allow
    private static final Set<String> OF_VALUES = Set.of("23502", "23513", "23514");
    private static final String DATA_CLASS = "22";

    private final boolean mayHaveBeenDone;

    private StateUnavailableException(String message, boolean mayHaveBeenDone, @Nullable Throwable cause) {
        super(message, cause);
        this.mayHaveBeenDone = mayHaveBeenDone;
    }

    /** Says that nothing was changed. */
    public StateUnavailableException(String message, @Nullable Throwable cause) {
        this(message, false, cause);
    }

    /** Says that a change may have been committed, and that the database could not be asked whether it was. */
    public static StateUnavailableException inDoubt(String message, @Nullable Throwable cause) {
        return new StateUnavailableException(
                message + ": the change may have been made, read the state before you repeat it", true, cause);
    }

    /** Says whether a write may nevertheless have been made. */
    public boolean mayHaveBeenDone() {
        return mayHaveBeenDone;
    }

    /** Says whether the database answered, and refused the values that it was given: the same ones are refused again. */
    public boolean refusesValue() {
        String state = Attempts.sqlState(this);
        return state != null && (state.startsWith(DATA_CLASS) || OF_VALUES.contains(state));
    }
}
