package org.mesophyll.mesh.transport;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a connection leads, as {@code scheme://host:port/path}, or {@code inproc://name}.
 *
 * <p>It has no user, no password and no query, so that it can be logged.
 *
 * @param scheme lower case
 * @param host a name or an address, an IPv6 address without its brackets; the name of an {@code inproc} endpoint
 * @param port 0 to 65 535, where 0 lets the system choose one to listen at; {@link #NO_PORT} where there is none
 * @param path empty, or what follows the port, with its slash
 */
public record Endpoint(String scheme, String host, int port, String path) {
    /** What {@link #port} is where an endpoint has none. */
    public static final int NO_PORT = -1;

    private static final int MOST_PORT = 65_535;
    private static final int MOST_CHARACTERS = 1_024;
    private static final String SEPARATOR = "://";
    private static final Set<String> WITHOUT_PORT = Set.of("inproc");
    private static final Set<String> WITH_PATH = Set.of("ws", "wss");
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?");
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,;=:%-]*)*");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");

    public Endpoint {
        require(SCHEME.matcher(scheme).matches(), "a scheme is letters, digits, '+', '.' and '-': " + scheme);
        require(
                NAME.matcher(host).matches() || IPV6.matcher(host).matches(),
                "a host is a name, an IPv4 address or an IPv6 address in brackets: " + host);
        require(port >= NO_PORT && port <= MOST_PORT, "a port is 0 to " + MOST_PORT + ": " + port);
        require(PATH.matcher(path).matches(), "a path begins with a slash and has only what a URI allows: " + path);
        boolean portless = WITHOUT_PORT.contains(scheme);
        require(!portless || (port == NO_PORT && path.isEmpty()), scheme + SEPARATOR + " is followed by a name only");
        require(
                portless || !isKnown(scheme) || port != NO_PORT,
                scheme + SEPARATOR + " needs a port, as in " + scheme + SEPARATOR + "host:1234");
        require(path.isEmpty() || !isKnown(scheme) || WITH_PATH.contains(scheme), scheme + SEPARATOR + " has no path");
    }

    /**
     * Reads an endpoint.
     *
     * @throws IllegalArgumentException if it is none, or names a user or a query; these are not repeated in the message
     */
    public static Endpoint parse(String text) {
        require(text.length() <= MOST_CHARACTERS, "an endpoint has at most " + MOST_CHARACTERS + " characters");
        require(text.indexOf('@') < 0, "an endpoint has no user and no password");
        require(text.indexOf('?') < 0 && text.indexOf('#') < 0, "an endpoint has no query and no fragment");
        int colon = text.indexOf(SEPARATOR);
        require(colon > 0, "an endpoint is scheme://host:port or inproc://name: " + text);
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + SEPARATOR.length());
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : rest.substring(slash);
        int hostEnd = hostEnd(authority);
        return new Endpoint(scheme, unbracketed(authority.substring(0, hostEnd)), port(authority, hostEnd), path);
    }

    /** Returns the endpoint of a name in this process. */
    public static Endpoint inproc(String name) {
        return new Endpoint("inproc", name, NO_PORT, "");
    }

    /** Returns the same endpoint with another port. */
    public Endpoint withPort(int other) {
        return new Endpoint(scheme, host, other, path);
    }

    /** Returns what {@link #parse} reads. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return scheme + SEPARATOR + shown + (port == NO_PORT ? "" : ":" + port) + path;
    }

    private static boolean isKnown(String scheme) {
        return WITHOUT_PORT.contains(scheme)
                || WITH_PATH.contains(scheme)
                || scheme.equals("tcp")
                || scheme.equals("tcps");
    }

    private static int hostEnd(String authority) {
        if (authority.startsWith("[")) {
            int bracket = authority.indexOf(']');
            require(bracket > 0, "the bracket of an IPv6 address is not closed: " + authority);
            return bracket + 1;
        }
        int colon = authority.indexOf(':');
        require(colon == authority.lastIndexOf(':'), "an IPv6 address stands in brackets: " + authority);
        return colon < 0 ? authority.length() : colon;
    }

    private static String unbracketed(String host) {
        if (!host.startsWith("[")) {
            return host;
        }
        String address = host.substring(1, host.length() - 1);
        require(IPV6.matcher(address).matches(), "only an IPv6 address stands in brackets: " + host);
        return address;
    }

    private static int port(String authority, int from) {
        if (from == authority.length()) {
            return NO_PORT;
        }
        String digits = authority.substring(from + 1);
        require(
                authority.charAt(from) == ':' && DIGITS.matcher(digits).matches(),
                "a port is 0 to " + MOST_PORT + ": " + authority);
        return Integer.parseInt(digits);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
