package org.mesophyll.web.guard;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;

/** Says that a request's body is over its limit: 413. */
public final class BodyTooLargeException extends ClientErrorException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException(int limitBytes) {
        super("the body is over the limit of " + limitBytes + " bytes", Response.Status.REQUEST_ENTITY_TOO_LARGE);
    }
}
