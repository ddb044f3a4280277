package org.mesophyll.web.db;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes refusals of {@code /db}: a reason in plain text. */
public final class StateRefusals {
    private StateRefusals() {}

    /** Answers a body that is not taken; see {@link org.mesophyll.web.guard.BodyRefusal}. */
    public static void refuseBody(HttpServletResponse response, int status, String reason) throws IOException {
        write(response, Refusal.MEDIA_TYPE, reason.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes an answer's body; the status is set already. An empty body has its media type too: clients tell by it that the
     * master has answered.
     */
    static void write(HttpServletResponse response, String mediaType, byte[] body) throws IOException {
        response.setContentLength(body.length);
        response.setContentType(mediaType);
        if (body.length > 0) {
            response.getOutputStream().write(body);
        }
    }
}
