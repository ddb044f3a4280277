package org.mesophyll.web.api;

import java.util.Arrays;
import java.util.Locale;

/** The kinds of problem that the operators' API knows; {@code openapi.json} says which operation has which. */
enum ProblemKind {
    BAD_REQUEST(400, "The request is malformed"),
    UNAUTHENTICATED(401, "A valid bearer token is needed"),
    FORBIDDEN(403, "The role may not do this"),
    FOREIGN_ORIGIN(403, "Pages of this origin may not connect"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "The resource does not have this method"),
    NOT_ACCEPTABLE(406, "The resource has no such form"),
    ALREADY_REGISTERED(409, "The worker is registered already"),
    TOKEN_NOT_MANAGED(409, "The token is not managed here"),
    CANCELLED(409, "The request was cancelled"),
    BODY_TOO_SLOW(408, "The body came too slowly"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has a media type that the resource does not take"),
    REFUSED(422, "The worker refused the request"),
    BACKPRESSURE(429, "The worker has as much to do as it may"),
    TOO_MANY_FAILURES(429, "Too many failed attempts"),
    TOO_MANY_BODIES(429, "Your address has too many bodies under way"),
    TOO_MANY_SESSIONS(429, "Too many sessions without a proof of who you are"),
    INTERNAL(500, "The master failed"),
    CONNECTION_LOST(502, "The connection to the worker was lost; it may have run the request"),
    NOT_CONNECTED(503, "The worker is not connected; nothing was sent"),
    UNAVAILABLE(503, "The database does not answer; nothing was changed"),
    IN_DOUBT(503, "The database did not acknowledge the change; it may have been made"),
    BUSY(503, "The master has too many requests under way"),
    TIMED_OUT(504, "The worker did not answer in time; it may still run the request"),
    /** Whatever status the JAX-RS runtime answers that is none of the above. */
    OTHER(400, "The request cannot be answered");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** Returns the problem's type, a URN that does not change. */
    String type() {
        return "urn:mesophyll:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the first kind with a status, or {@link #OTHER}. */
    static ProblemKind ofStatus(int status) {
        return Arrays.stream(values())
                .filter(kind -> kind.status == status)
                .findFirst()
                .orElse(OTHER);
    }
}
