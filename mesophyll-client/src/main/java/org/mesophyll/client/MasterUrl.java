package org.mesophyll.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a master is: scheme, host and port, and a path in front of its own if a proxy adds one.
 *
 * @param tls whether connections are encrypted
 * @param host a name or an address; an IPv6 address in brackets
 * @param port 1 to 65 535
 * @param path empty, or starting with a slash and not ending with one
 */
public record MasterUrl(boolean tls, String host, int port, String path) {
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Returns the place that a URL names.
     *
     * @param url such as {@code http://localhost:8080}; the schemes are http, https, ws and wss
     * @throws IllegalArgumentException if it is no such URL, or holds credentials, a query or a fragment; the text of the
     *     URL is not repeated, for a token may be in it
     */
    public static MasterUrl parse(String url) {
        URI uri = uri(url);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (!SCHEMES.contains(scheme) || host == null) {
            throw new IllegalArgumentException(
                    "a master's URL is http:// or https:// with a host, such as" + " http://localhost:8080");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a master's URL has no credentials, query or fragment");
        }
        boolean tls = scheme.equals("https") || scheme.equals("wss");
        int port = uri.getPort() < 0 ? (tls ? HTTPS_PORT : HTTP_PORT) : uri.getPort();
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("a port is 1 to " + HIGHEST_PORT + ": " + port);
        }
        return new MasterUrl(tls, host, port, withoutLastSlash(uri.getRawPath()));
    }

    /** Returns the address of a resource, by HTTP. */
    public URI http(String pathAndQuery) {
        return address(tls ? "https" : "http", pathAndQuery);
    }

    /** Returns the address of a resource, by WebSocket. */
    public URI webSocket(String pathAndQuery) {
        return address(tls ? "wss" : "ws", pathAndQuery);
    }

    /** Returns the URL by HTTP, without a slash at its end. */
    @Override
    public String toString() {
        return http("").toString();
    }

    private URI address(String scheme, String pathAndQuery) {
        return URI.create(scheme + "://" + host + ":" + port + path + pathAndQuery);
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("a master's URL is malformed at character " + e.getIndex());
        }
    }

    private static String withoutLastSlash(@Nullable String path) {
        if (path == null) {
            return "";
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
