package org.mesophyll.web.guard;

import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.RareLog;

/**
 * Watches the requests of all of Payara's listeners before they reach an application; without effect on other servers. {@link
 * #close} leaves the listeners as they were.
 */
public final class PayaraRequests implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PayaraRequests.class.getName());
    private static final String GRIZZLY = "org.glassfish.grizzly.";

    private final List<Attached> attached; // confined to the thread that starts and ends the application

    private PayaraRequests(List<Attached> attached) {
        this.attached = attached;
    }

    /** Begins to watch. */
    public static PayaraRequests watch(ServletContext context) {
        List<Attached> attached = new ArrayList<>();
        if (PayaraListeners.arePresent(context)) {
            try {
                for (Object filter : PayaraListeners.serverFilters(context)) {
                    ClassLoader grizzly = filter.getClass().getClassLoader();
                    attached.add(Attached.to(
                            filter,
                            List.of(new PayaraPaths(grizzly, context.getContextPath()), new PayaraStreams(grizzly))));
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "this server answers a path with a malformed percent escape with 200 and an empty body, and lets"
                                + " requests of HTTP/2 that were reset wait without bound; its listeners cannot be watched: "
                                + e);
            }
        }
        return new PayaraRequests(attached);
    }

    /** Loads a class of Grizzly, Payara's HTTP implementation. */
    static Class<?> load(ClassLoader grizzly, String name) throws ClassNotFoundException {
        return Class.forName(GRIZZLY + name, false, grizzly);
    }

    /** Leaves the listeners as they were. */
    @Override
    public void close() {
        for (Attached probe : attached) {
            try {
                probe.remove();
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(Level.WARNING, "a listener still looks at paths for an application that has ended", e);
            }
        }
        attached.clear();
    }

    /** A probe in a filter of Grizzly. */
    private record Attached(Object monitoring, Method removal, Object probes) {
        static Attached to(Object filter, List<RequestWatcher> watchers) throws ReflectiveOperationException {
            ClassLoader grizzly = filter.getClass().getClassLoader();
            Class<?> type = load(grizzly, "http.server.HttpServerProbe");
            Object probes = Array.newInstance(type, 1);
            Array.set(probes, 0, Proxy.newProxyInstance(grizzly, new Class<?>[] {type}, new Probe(watchers)));
            Class<?> config = load(grizzly, "monitoring.MonitoringConfig");
            Object monitoring =
                    filter.getClass().getMethod("getMonitoringConfig").invoke(filter);
            config.getMethod("addProbes", Object[].class).invoke(monitoring, probes);
            return new Attached(monitoring, config.getMethod("removeProbes", Object[].class), probes);
        }

        void remove() throws ReflectiveOperationException {
            removal.invoke(monitoring, probes);
        }
    }

    /**
     * Passes events on; called by the container's threads.
     *
     * @param watchers hear of them
     */
    private record Probe(List<RequestWatcher> watchers) implements InvocationHandler {
        private static final RareLog FAILURES = new RareLog(LOG, System::nanoTime);
        private static final int CONNECTION = 1; // of an event's arguments
        private static final int REQUEST = 2;

        @Override
        public @Nullable Object invoke(Object self, Method called, @Nullable Object @Nullable [] arguments) {
            switch (called.getName()) {
                case "onRequestReceiveEvent" ->
                    tell(watchers, arguments, (watcher, connection, request) -> {
                        watcher.received(connection, request);
                        return true;
                    });
                case "onBeforeServiceEvent" -> {
                    if (!tell(watchers, arguments, RequestWatcher::begins)) {
                        throw new NotWantedException();
                    }
                }
                case "equals" -> {
                    return arguments != null && self == arguments[0];
                }
                case "hashCode" -> {
                    return System.identityHashCode(self);
                }
                case "toString" -> {
                    return Probe.class.getName();
                }
                default -> {} // an event that nobody waits for
            }
            return null;
        }

        private static boolean tell(
                List<RequestWatcher> watchers, @Nullable Object @Nullable [] arguments, Event event) {
            Object connection = arguments == null ? null : arguments[CONNECTION];
            Object request = arguments == null ? null : arguments[REQUEST];
            if (connection == null || request == null) {
                return true;
            }
            boolean goesOn = true;
            for (RequestWatcher watcher : watchers) {
                try {
                    goesOn &= event.tell(watcher, connection, request);
                } catch (ReflectiveOperationException | RuntimeException e) {
                    FAILURES.warn(() -> watcher.getClass().getSimpleName() + " could not look at a request: " + e);
                }
            }
            return goesOn;
        }

        private interface Event {
            boolean tell(RequestWatcher watcher, Object connection, Object request) throws ReflectiveOperationException;
        }
    }

    /** Ends a request before it is served; the container says nothing of it. */
    private static final class NotWantedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotWantedException() {
            super("the request's stream has ended", null, false, false);
        }
    }
}
