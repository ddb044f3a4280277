package org.mesophyll.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.mesophyll.client.StateException.Reason;
import org.mesophyll.protocol.Printable;

/** Gives each failure of a request its kind ({@code docs/protocol.md}, section 3). */
final class Failures {
    private static final int NOT_FOUND = 404;

    private Failures() {}

    /** Returns the failure that a status other than 200 stands for; the body is the master's reason. */
    static StateException ofStatus(MasterUrl master, int status, String body) {
        if (status == NOT_FOUND && body.stripLeading().startsWith("<")) { // ours is empty; this is some server's page
            return new StateException(
                    Reason.UNAVAILABLE, "no Mesophyll API at " + master + " (404); is that the master's root?");
        }
        String reason = Printable.of(body);
        String message = "the master answered " + status + (reason.isEmpty() ? "" : ": " + reason);
        return switch (status) {
            case 400 -> new StateException(Reason.BAD_REQUEST, message);
            case 401 -> new StateException(Reason.UNAUTHORIZED, "the master does not take this worker's token (401)");
            case 403 ->
                new StateException(
                        Reason.FORBIDDEN_TENANT,
                        (reason.isEmpty() ? "the tenant belongs to another worker" : reason) + " (403)");
            case 404 -> new StateException(Reason.UNKNOWN_WORKER, "the master knows no worker with this id (404)");
            case 409 -> new StateException(Reason.FENCED, message);
            case 413 -> new StateException(Reason.TOO_LARGE, message);
            case 429 -> new StateException(Reason.THROTTLED, message);
            case 502, 503, 504 -> new StateException(Reason.UNAVAILABLE, message);
            default -> new StateException(Reason.FAILED, message);
        };
    }

    /** Returns the failure that a 200 stands for whose media type is not the master's: another server has answered. */
    static StateException ofForeignAnswer(String mediaType, int bytes) {
        return new StateException(
                Reason.MALFORMED_ANSWER,
                "got 200 with " + bytes + " bytes and "
                        + (mediaType.isEmpty() ? "no media type" : Printable.of(mediaType))
                        + " instead of application/msgpack: this is no master's answer, and probably nothing was done");
    }

    /** Returns the failure of a request that got no answer. */
    static StateException ofExchange(MasterUrl master, Exception failure) {
        if (failure instanceof BoundedBody.TooLargeException) {
            return new StateException(Reason.TOO_LARGE, String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof ContainedConsumer.UnreadableException) {
            return new StateException(Reason.UNAVAILABLE, String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof SocketTimeoutException && !(failure instanceof ConnectTimeoutException)) {
            return new StateException(Reason.TIMED_OUT, "the master stopped answering", failure);
        }
        if (failure instanceof IOException) {
            return new StateException(Reason.UNAVAILABLE, unreachable(master.toString(), failure), failure);
        }
        return new StateException(Reason.MALFORMED_ANSWER, master + " does not answer in HTTP/2", failure);
    }

    /** Says that a master cannot be reached, and what TLS has against it, if it is that. */
    static String unreachable(String master, Exception failure) {
        if (failure instanceof SSLException) {
            return master + " cannot be reached by TLS: " + Printable.of(String.valueOf(failure.getMessage()));
        }
        return master + " cannot be reached" + (failure instanceof ConnectTimeoutException ? " in time" : "");
    }
}
