package org.mesophyll.web.guard;

import jakarta.servlet.ServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a listener of WildFly keeps connections open that ask for nothing.
 *
 * @param betweenRequests how long a connection may be without a request; zero is for ever
 * @param head how long the head of a request may take; zero is for ever
 */
record UndertowTimeouts(Duration betweenRequests, Duration head) {
    private static final String OPTIONS = "io.undertow.UndertowOptions";

    /** Reads those of the listener that a request came by; empty on other servers. */
    static Optional<UndertowTimeouts> of(ServletRequest request) throws ReflectiveOperationException {
        Optional<Object> connection = PeerConnection.ofUndertow(request);
        if (connection.isEmpty()) {
            return Optional.empty();
        }
        Object options = PeerConnection.call(connection.get(), "getUndertowOptions");
        Class<?> names =
                Class.forName(OPTIONS, false, connection.get().getClass().getClassLoader());
        return Optional.of(new UndertowTimeouts(
                read(options, names, "NO_REQUEST_TIMEOUT"), read(options, names, "REQUEST_PARSE_TIMEOUT")));
    }

    private static Duration read(Object options, Class<?> names, String name) throws ReflectiveOperationException {
        Object option = names.getField(name).get(null);
        Class<?> type = names.getField(name).getType();
        @Nullable Object millis = options.getClass().getMethod("get", type).invoke(options, option);
        return millis instanceof Integer set ? Duration.ofMillis(set) : Duration.ZERO;
    }
}
