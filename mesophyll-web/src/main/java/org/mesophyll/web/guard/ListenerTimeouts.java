package org.mesophyll.web.guard;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Warns once of each listener that keeps silent connections or slow heads open for longer than 10 s. Only the server's
 * configuration can change that ({@code docs/operations.md}).
 *
 * <p>Payara's listeners are looked at when the application starts, WildFly's with the first request that comes by them. Safe
 * for use by any number of threads.
 */
public final class ListenerTimeouts implements ServletRequestListener {
    private static final Logger LOG = System.getLogger(ListenerTimeouts.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_PORTS = 64;

    private final Set<Integer> seen = ConcurrentHashMap.newKeySet(); // ports

    private ListenerTimeouts() {}

    /** Looks at the listeners of the server that an application runs in, now or as they bring requests. */
    public static void watch(ServletContext context) {
        if (PayaraListeners.arePresent(context)) {
            lookAtPayara(context);
        } else {
            context.addListener(new ListenerTimeouts());
        }
    }

    private static void lookAtPayara(ServletContext context) {
        try {
            for (PayaraListeners.Silence listener : PayaraListeners.silences(context)) {
                if (!isBounded(listener.limit())) {
                    warn(
                            listener.name(),
                            "silent connections for " + listener.limit(),
                            "set http.timeout-seconds of its protocol to 8");
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "cannot read how long this server keeps silent connections open: " + e);
        }
    }

    /** Looks at the listener that a request came by, if it is the first on its port. */
    @Override
    public void requestInitialized(ServletRequestEvent event) {
        ServletRequest request = event.getServletRequest();
        int port = request.getLocalPort();
        if (seen.contains(port) || seen.size() >= MOST_PORTS || !seen.add(port)) {
            return;
        }
        try {
            UndertowTimeouts.of(request).ifPresent(timeouts -> {
                if (!isBounded(timeouts.betweenRequests()) || !isBounded(timeouts.head())) {
                    warn(
                            "on port " + port,
                            "silent connections for " + timeouts.betweenRequests() + " and half a head for "
                                    + timeouts.head() + " (PT0S: for ever)",
                            "set no-request-timeout and request-parse-timeout to 8000");
                }
            });
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "cannot read how long this server keeps silent connections open: " + e);
        }
    }

    private static boolean isBounded(Duration limit) {
        return !limit.isZero() && !limit.isNegative() && limit.compareTo(LIMIT) <= 0;
    }

    private static void warn(String listener, String what, String remedy) {
        LOG.log(
                Level.WARNING,
                "the listener " + listener + " keeps " + what + ", so strangers can hold connections: " + remedy
                        + " (docs/operations.md, slow heads and silent connections)");
    }
}
