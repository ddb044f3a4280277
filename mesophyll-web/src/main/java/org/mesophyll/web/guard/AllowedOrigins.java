package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;

/**
 * The origins (RFC 6454) of browsers that may come; whoever sends none is no browser.
 *
 * @param origins in lower case
 */
public record AllowedOrigins(Set<String> origins) {
    public AllowedOrigins {
        origins = Set.copyOf(origins);
    }

    /** Says whether a request comes from a page of somebody else. */
    public boolean areForeign(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && !origins.contains(origin.toLowerCase(Locale.ROOT));
    }
}
