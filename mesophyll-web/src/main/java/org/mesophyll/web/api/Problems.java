package org.mesophyll.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes problem details from outside JAX-RS. */
public final class Problems {
    private Problems() {}

    /** Answers a body that is not taken; see {@link org.mesophyll.web.guard.BodyRefusal}. */
    public static void refuseBody(HttpServletResponse response, int status, String reason) throws IOException {
        write(response, Problem.of(kindOf(status), reason));
    }

    /** Writes a problem as the answer's body; the status is set already. */
    static void write(HttpServletResponse response, Problem problem) throws IOException {
        byte[] json = problem.toJson();
        response.setContentType(Problem.MEDIA_TYPE);
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }

    private static ProblemKind kindOf(int status) {
        return switch (status) {
            case 400 -> ProblemKind.BAD_REQUEST;
            case 408 -> ProblemKind.BODY_TOO_SLOW;
            case 413 -> ProblemKind.BODY_TOO_LARGE;
            case 429 -> ProblemKind.TOO_MANY_BODIES;
            case 503 -> ProblemKind.BUSY;
            default -> ProblemKind.OTHER;
        };
    }
}
