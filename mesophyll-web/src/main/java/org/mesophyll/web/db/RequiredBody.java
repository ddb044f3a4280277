package org.mesophyll.web.db;

import jakarta.ws.rs.BadRequestException;
import org.jspecify.annotations.Nullable;

/** Refuses requests without a body, for which the body's reader may not even be called. */
final class RequiredBody {
    private RequiredBody() {}

    static <T> T of(@Nullable T body) {
        if (body == null) {
            throw new BadRequestException("the request has no body");
        }
        return body;
    }
}
