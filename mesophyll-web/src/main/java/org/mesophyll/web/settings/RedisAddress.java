package org.mesophyll.web.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is, and who one is there.
 *
 * @param tls whether the connection is encrypted, and the server has to prove its name
 * @param host a name, or an address without brackets
 * @param user null for Redis' own default user
 * @param password null if none is asked for
 * @param database its number
 */
public record RedisAddress(
        boolean tls,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        int database) {
    private static final int USUAL_PORT = 6379;
    private static final int MOST_PORT = 65_535;
    private static final Pattern DATABASE = Pattern.compile("/?|/([0-9]{1,5})");
    private static final String FORM =
            "a URL such as redis://user:password@host:6379/0, or rediss:// for TLS, with special characters as %xx";

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none of a Redis; the text tells nothing of it, for there may be a password in it
     */
    public static RedisAddress parse(String url) {
        URI uri = uri(url);
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("rediss");
        String host = uri.getHost();
        var database = DATABASE.matcher(Optional.ofNullable(uri.getRawPath()).orElse(""));
        boolean more = uri.getRawQuery() != null || uri.getRawFragment() != null;
        if (!(tls || scheme.equals("redis")) || host == null || more || !database.matches()) {
            throw malformed();
        }
        int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
        if (port < 1 || port > MOST_PORT) {
            throw malformed();
        }
        String[] who = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        return new RedisAddress(
                tls,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                decoded(who[0]),
                who.length == 2 ? decoded(who[1]) : null,
                database.group(1) == null ? 0 : Integer.parseInt(database.group(1)));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) { // no cause: its text has the URL
            throw malformed();
        }
    }

    private static @Nullable String decoded(String part) {
        return part.isEmpty() ? null : URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("not " + FORM);
    }

    /** Tells neither user nor password, which do not belong into logs. */
    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port + "/"
                + database;
    }
}
