package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes the answer to a request whose body is not taken, in the door's own form. */
@FunctionalInterface
public interface BodyRefusal {
    /**
     * Writes status, media type and body.
     *
     * @param status 400, 408, 413, 429 or 503
     * @param reason for people
     */
    void write(HttpServletResponse response, int status, String reason) throws IOException;
}
