package org.mesophyll.netty;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is spoken over a socket. */
enum Scheme {
    /** Messages with their lengths before them. */
    TCP(false, false),
    /** The same within TLS. */
    TCPS(true, false),
    /** WebSocket. */
    WS(false, true),
    /** WebSocket within TLS. */
    WSS(true, true);

    private final boolean secure;
    private final boolean webSocket;

    Scheme(boolean secure, boolean webSocket) {
        this.secure = secure;
        this.webSocket = webSocket;
    }

    static Optional<Scheme> of(String name) {
        return Stream.of(values()).filter(scheme -> scheme.text().equals(name)).findAny();
    }

    static Set<String> names() {
        return Stream.of(values()).map(Scheme::text).collect(Collectors.toUnmodifiableSet());
    }

    boolean isSecure() {
        return secure;
    }

    boolean isWebSocket() {
        return webSocket;
    }

    /** Returns how it is written in an endpoint. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
