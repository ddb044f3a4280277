package org.mesophyll.web.db;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers what went wrong, see {@link Refusal}; headers that the failure brings are kept. */
@Provider
public class DbErrorMapper implements ExceptionMapper<Throwable> {
    @Override
    public Response toResponse(Throwable failure) {
        Refusal refusal = Refusal.of(failure);
        Response.ResponseBuilder answer = failure instanceof WebApplicationException expected
                ? Response.fromResponse(expected.getResponse())
                : Response.status(refusal.status());
        return answer.type(Refusal.MEDIA_TYPE).entity(refusal.reason()).build();
    }
}
