package org.mesophyll.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.mesophyll.client.StateException.Reason;
import org.mesophyll.protocol.Printable;

/** Gives each failure of a request its kind ({@code docs/protocol.md}, section 3). */
final class Failures {
    private Failures() {}

    /** Returns the failure that a status other than 200 stands for; the body is the master's reason. */
    static StateException ofStatus(int status, String body) {
        String reason = Printable.of(body);
        String message = "the master answered " + status + (reason.isEmpty() ? "" : ": " + reason);
        return switch (status) {
            case 400 -> new StateException(Reason.BAD_REQUEST, message);
            case 401 -> new StateException(Reason.UNAUTHORIZED, "the master does not take this worker's token (401)");
            case 403 -> new StateException(Reason.FORBIDDEN_TENANT, "the tenant belongs to another worker (403)");
            case 404 -> new StateException(Reason.UNKNOWN_WORKER, "the master knows no worker with this id (404)");
            case 409 -> new StateException(Reason.FENCED, message);
            case 413 -> new StateException(Reason.TOO_LARGE, message);
            case 429 -> new StateException(Reason.THROTTLED, message);
            case 502, 503, 504 -> new StateException(Reason.UNAVAILABLE, message);
            default -> new StateException(Reason.FAILED, message);
        };
    }

    /** Returns the failure of a request that got no answer. */
    static StateException ofExchange(Exception failure) {
        if (failure instanceof BoundedBody.TooLargeException) {
            return new StateException(Reason.TOO_LARGE, String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof ConnectTimeoutException) {
            return new StateException(Reason.UNAVAILABLE, "the master cannot be reached in time", failure);
        }
        if (failure instanceof SocketTimeoutException) {
            return new StateException(Reason.TIMED_OUT, "the master stopped answering", failure);
        }
        if (failure instanceof IOException) {
            return new StateException(Reason.UNAVAILABLE, "the master cannot be reached", failure);
        }
        return new StateException(Reason.MALFORMED_ANSWER, "the master does not answer in HTTP/2", failure);
    }
}
