package org.mesophyll.web.db;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.mesophyll.master.state.AnswerTooLargeException;
import org.mesophyll.master.state.ValueTooLargeException;
import org.mesophyll.web.guard.ErrorId;

/** Answers what went wrong with a reason in plain text, and with none of the server's insides. */
@Provider
public class DbErrorMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = System.getLogger(DbErrorMapper.class.getName());
    private static final MediaType PLAIN_TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8");

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException expected) {
            return Response.fromResponse(expected.getResponse())
                    .type(PLAIN_TEXT)
                    .entity(String.valueOf(expected.getMessage()))
                    .build();
        }
        if (failure instanceof ValueTooLargeException refused) {
            return reason(Response.Status.BAD_REQUEST, refused);
        }
        if (failure instanceof AnswerTooLargeException refused) {
            return reason(Response.Status.INTERNAL_SERVER_ERROR, refused);
        }
        String errorId = ErrorId.next();
        LOG.log(Level.ERROR, "a state request failed, error " + errorId, failure);
        return Response.serverError()
                .type(PLAIN_TEXT)
                .entity("the operation failed; the master's log tells more under error " + errorId)
                .build();
    }

    private static Response reason(Response.Status status, RuntimeException refused) {
        return Response.status(status)
                .type(PLAIN_TEXT)
                .entity(String.valueOf(refused.getMessage()))
                .build();
    }
}
