package org.mesophyll.web.rpc;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.mesophyll.mesh.rpc.RpcOutcome;
import org.mesophyll.protocol.value.Bytes;

/** Gives each outcome of the executor its status; what is no answer has a reason in plain text. */
final class RpcAnswers {
    private static final MediaType PLAIN_TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8");
    private static final int TOO_MANY_REQUESTS = 429;

    private RpcAnswers() {}

    static Response of(RpcOutcome<Bytes> outcome) {
        return switch (outcome.kind()) {
            case ANSWERED ->
                Response.ok(((RpcOutcome.Answered<Bytes>) outcome).value().toByteArray(), RpcResource.MESSAGE_PACK)
                        .build();
            case REFUSED -> reason(Response.Status.BAD_REQUEST, ((RpcOutcome.Refused<Bytes>) outcome).reason());
            case UNKNOWN_REQUEST ->
                reason(Response.Status.NOT_IMPLEMENTED, ((RpcOutcome.UnknownRequest<Bytes>) outcome).reason());
            case BACKPRESSURE ->
                Response.status(TOO_MANY_REQUESTS)
                        .header("Retry-After", "1")
                        .type(PLAIN_TEXT)
                        .entity(((RpcOutcome.Backpressure<Bytes>) outcome).bound())
                        .build();
            case FAILED, MISMATCHED, MALFORMED_ANSWER, UNREACHABLE, TIMED_OUT ->
                throw new IllegalStateException("no executor ends a request as " + outcome.kind());
        };
    }

    static Response badRequest(String reason) {
        return reason(Response.Status.BAD_REQUEST, reason);
    }

    private static Response reason(Response.Status status, String reason) {
        return Response.status(status).type(PLAIN_TEXT).entity(reason).build();
    }
}
