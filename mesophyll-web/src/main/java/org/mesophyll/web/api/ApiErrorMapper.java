package org.mesophyll.web.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.mesophyll.master.state.StateUnavailableException;
import org.mesophyll.master.state.ValueTooLargeException;
import org.mesophyll.mesh.work.RareLog;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.guard.ErrorId;

/** Answers whatever goes wrong with problem details, and with none of the server's insides. */
@Provider
public class ApiErrorMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = System.getLogger(ApiErrorMapper.class.getName());
    private static final RareLog FAILURES = new RareLog(LOG, System::nanoTime);
    private static final RareLog AWAY = new RareLog(LOG, System::nanoTime);

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof ProblemException expected) {
            return expected.problem().toResponse();
        }
        if (failure instanceof WebApplicationException refused && isKnown(refused)) {
            return ofRuntime(refused.getResponse());
        }
        if (failure instanceof ValueTooLargeException) {
            return Problem.of(ProblemKind.BAD_REQUEST, String.valueOf(failure.getMessage()))
                    .toResponse();
        }
        if (failure instanceof StateUnavailableException refused && refused.refusesValue()) {
            return Problem.of(ProblemKind.BAD_REQUEST, "the database cannot keep a value of the request")
                    .toResponse();
        }
        if (failure instanceof StateUnavailableException unavailable) {
            String detail = String.valueOf(unavailable.getMessage());
            AWAY.warn(() -> "operators' requests fail: " + detail);
            return Problem.of(unavailable.mayHaveBeenDone() ? ProblemKind.IN_DOUBT : ProblemKind.UNAVAILABLE, detail)
                    .toResponse();
        }
        return unexpected(failure);
    }

    private static boolean isKnown(WebApplicationException refused) {
        return refused.getResponse().getStatus() < Response.Status.INTERNAL_SERVER_ERROR.getStatusCode();
    }

    /** Keeps status and {@code Allow} of what the JAX-RS runtime refuses, but not its words, which may quote the request. */
    private static Response ofRuntime(Response refusal) {
        ProblemKind kind = ProblemKind.ofStatus(refusal.getStatus());
        Problem problem = Problem.of(kind, detailOf(kind, refusal.getStatus()));
        Response.ResponseBuilder answer = problem.onto(Response.status(refusal.getStatus()));
        String allow = refusal.getHeaderString(HttpHeaders.ALLOW);
        if (allow != null) {
            answer.header(HttpHeaders.ALLOW, allow);
        }
        return answer.build();
    }

    private static String detailOf(ProblemKind kind, int status) {
        return kind == ProblemKind.UNSUPPORTED_MEDIA_TYPE
                ? "send Content-Type: application/json, or application/msgpack to /rpc"
                : "the request was refused with status " + status;
    }

    private static Response unexpected(Throwable failure) {
        String errorId = ErrorId.next();
        FAILURES.error(() -> "an operator's request failed, error " + errorId, failure);
        LOG.log(Level.DEBUG, () -> "an operator's request failed, error " + errorId + ": " + failure);
        return Problem.of(ProblemKind.INTERNAL, "the master's log tells more under the error's id")
                .with("error_id", Json.of(errorId))
                .toResponse();
    }
}
