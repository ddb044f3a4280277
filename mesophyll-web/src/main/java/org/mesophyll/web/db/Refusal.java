package org.mesophyll.web.db;

import jakarta.ws.rs.WebApplicationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.mesophyll.master.state.AnswerTooLargeException;
import org.mesophyll.master.state.QuotaExceededException;
import org.mesophyll.master.state.StateBusyException;
import org.mesophyll.master.state.StateUnavailableException;
import org.mesophyll.master.state.ValueTooLargeException;
import org.mesophyll.mesh.work.RareLog;
import org.mesophyll.web.guard.ErrorId;

/**
 * What went wrong, as its answer says it: with a reason in plain text, and with none of the server's insides.
 *
 * @param status of HTTP
 * @param reason for people
 */
record Refusal(int status, String reason) {
    static final String MEDIA_TYPE = "text/plain;charset=UTF-8";

    private static final Logger LOG = System.getLogger(Refusal.class.getName());
    private static final RareLog FAILURES = new RareLog(LOG, System::nanoTime); // all fail while the database is away
    private static final int BAD_REQUEST = 400;
    private static final int TOO_MANY = 429;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;
    private static final int NO_ROOM = 507;
    private static final RareLog AWAY = new RareLog(LOG, System::nanoTime);

    /** Says it for what was thrown; what nobody expected is logged, and found there by the reason. */
    static Refusal of(Throwable failure) {
        if (failure instanceof WebApplicationException expected) {
            return new Refusal(expected.getResponse().getStatus(), String.valueOf(expected.getMessage()));
        }
        if (failure instanceof StateUnavailableException refused && refused.refusesValue()) {
            return new Refusal(BAD_REQUEST, "the database cannot keep a value of the request");
        }
        if (failure instanceof StateUnavailableException) {
            String reason = String.valueOf(failure.getMessage());
            AWAY.warn(() -> "state requests fail: " + reason);
            return new Refusal(UNAVAILABLE, reason);
        }
        if (failure instanceof QuotaExceededException) {
            return new Refusal(NO_ROOM, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof ValueTooLargeException) {
            return new Refusal(BAD_REQUEST, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof StateBusyException) {
            return new Refusal(TOO_MANY, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof AnswerTooLargeException) {
            return new Refusal(FAILED, String.valueOf(failure.getMessage()));
        }
        String errorId = ErrorId.next();
        FAILURES.error(() -> "a state request failed, error " + errorId, failure);
        LOG.log(Level.DEBUG, () -> "a state request failed, error " + errorId + ": " + failure);
        return new Refusal(FAILED, "the operation failed; the master's log tells more under error " + errorId);
    }
}
