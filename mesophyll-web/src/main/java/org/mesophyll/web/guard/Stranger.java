package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has not proven who they are: what is known of them is where they come from and whom they asked for.
 *
 * @param address the source, see {@link RemoteAddress}
 * @param host the header {@code Host} in lower case, or null
 * @param loopbackOrigin {@code http://host[:port]} if the request came over the loopback interface and names the very port
 *     that it came to, otherwise null
 */
public record Stranger(
        String address, @Nullable String host, @Nullable String loopbackOrigin) implements Principal {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1\\])(?::([0-9]{1,5}))?");
    private static final int HTTP_PORT = 80;

    /** Returns who has sent a request. */
    public static Stranger of(HttpServletRequest request) {
        String header = request.getHeader("Host");
        String host = header == null ? null : header.toLowerCase(Locale.ROOT);
        return new Stranger(
                RemoteAddress.of(request.getRemoteAddr()),
                host,
                loopbackOrigin(host, request).orElse(null));
    }

    /** Returns {@code anonymous}. */
    @Override
    public String getName() {
        return "anonymous";
    }

    private static Optional<String> loopbackOrigin(@Nullable String host, HttpServletRequest request) {
        Matcher matcher = LOOPBACK.matcher(host == null ? "" : host);
        if (!matcher.matches() || !RemoteAddress.isLoopback(request.getRemoteAddr())) {
            return Optional.empty();
        }
        int port = matcher.group(2) == null ? HTTP_PORT : Integer.parseInt(matcher.group(2));
        return port == request.getLocalPort() ? Optional.of("http://" + host) : Optional.empty();
    }
}
