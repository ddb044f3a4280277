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
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.RareLog;

/**
 * Watches the requests of all of Payara's listeners before they reach an application; without effect on other servers. {@link
 * #close} leaves the listeners as they were.
 */
public final class PayaraRequests implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PayaraRequests.class.getName());
    private static final String GRIZZLY = "org.glassfish.grizzly.";

    /** Confined to the thread that starts and ends the application. */
    private final List<Attached> attached = new ArrayList<>();

    private @Nullable ConnectionDeadlines deadlines; // written before the first sweep

    private PayaraRequests() {}

    /**
     * Begins to watch. Call {@link #sweep} once a second from then on.
     *
     * @param hasReadUntil returns whether the server has read what its peers had sent by a time of {@link System#nanoTime}
     */
    public static PayaraRequests watch(ServletContext context, LongPredicate hasReadUntil) {
        PayaraRequests requests = new PayaraRequests();
        if (PayaraListeners.arePresent(context)) {
            try {
                requests.attach(context, hasReadUntil);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "this server answers a path with a malformed percent escape with 200 and an empty body, and lets"
                                + " requests of HTTP/2 that were reset wait without bound; its listeners cannot be watched: "
                                + e);
            }
        }
        return requests;
    }

    private void attach(ServletContext context, LongPredicate hasReadUntil) throws ReflectiveOperationException {
        List<Object> filters = PayaraListeners.serverFilters(context);
        if (filters.isEmpty()) {
            return;
        }
        ClassLoader grizzly = filters.get(0).getClass().getClassLoader();
        PayaraStreams streams = new PayaraStreams(grizzly);
        List<RequestWatcher> watchers = new ArrayList<>();
        watchers.add(new PayaraPaths(grizzly, context.getContextPath()));
        watchers.add(streams);
        deadlines = watchConnections(context, grizzly, streams, hasReadUntil);
        if (deadlines != null) {
            watchers.add(deadlines);
        }
        for (Object filter : filters) {
            attached.add(Attached.to(filter, List.copyOf(watchers)));
        }
    }

    private static @Nullable ConnectionDeadlines watchConnections(
            ServletContext context, ClassLoader grizzly, PayaraStreams streams, LongPredicate hasReadUntil) {
        try {
            return new ConnectionDeadlines(grizzly, PayaraListeners.idleFilters(context), streams, hasReadUntil);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "this server keeps connections open that send the head of a request too slowly, and closes HTTP/2"
                            + " connections whose requests run for longer than http.timeout-seconds; its connections cannot"
                            + " be watched: "
                            + e);
            return null;
        }
    }

    /** Closes connections that send a head too slowly, and postpones the idle timeouts of those with running requests. */
    public void sweep() {
        ConnectionDeadlines ofConnections = deadlines;
        if (ofConnections != null) {
            ofConnections.sweep();
        }
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
        private static final int SUBJECT = 2; // a request or a response

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
                case "onRequestCompleteEvent" ->
                    tell(watchers, arguments, (watcher, connection, response) -> {
                        watcher.completed(connection, response);
                        return true;
                    });
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
            Object subject = arguments == null ? null : arguments[SUBJECT];
            if (connection == null || subject == null) {
                return true;
            }
            boolean goesOn = true;
            for (RequestWatcher watcher : watchers) {
                try {
                    goesOn &= event.tell(watcher, connection, subject);
                } catch (ReflectiveOperationException | RuntimeException e) {
                    FAILURES.warn(() -> watcher.getClass().getSimpleName() + " could not look at a request: " + e);
                }
            }
            return goesOn;
        }

        private interface Event {
            boolean tell(RequestWatcher watcher, Object connection, Object subject) throws ReflectiveOperationException;
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
