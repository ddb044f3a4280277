package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The origins (RFC 6454) of browsers that may come; whoever sends none is no browser.
 *
 * @param origins in lower case
 */
public record AllowedOrigins(Set<String> origins) {
    public AllowedOrigins {
        origins = Set.copyOf(origins);
    }

    /**
     * Says whether a request comes from a page of somebody else. A page that the master itself has served is none: its
     * origin names the host and port that the request asks for.
     */
    public boolean areForeign(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null
                && !origins.contains(origin.toLowerCase(Locale.ROOT))
                && !isOwn(origin.toLowerCase(Locale.ROOT), request.getHeader("Host"));
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        if (host == null) {
            return false;
        }
        String own = host.toLowerCase(Locale.ROOT);
        // a page's origin leaves out the port that is its scheme's own, and a proxy may have ended TLS
        return origin.equals("http://" + own)
                || origin.equals("https://" + own)
                || (own.endsWith(":80") && origin.equals("http://" + own.substring(0, own.length() - 3)))
                || (own.endsWith(":443") && origin.equals("https://" + own.substring(0, own.length() - 4)));
    }
}
