package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads the token of {@code Authorization: Bearer} (RFC 6750, section 2.1). */
public final class BearerToken {
    private static final String SCHEME = "Bearer ";
    private static final int MOST_CHARACTERS = 1_024;

    private BearerToken() {}

    /** Returns the token, if the request has exactly one such header and it is not absurdly long. */
    public static Optional<String> of(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.size() != 1) {
            return Optional.empty();
        }
        String header = headers.get(0);
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() || token.length() > MOST_CHARACTERS ? Optional.empty() : Optional.of(token);
    }
}
