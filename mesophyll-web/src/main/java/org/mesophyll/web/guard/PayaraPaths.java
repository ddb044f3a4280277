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
 * Has Payara answer a path with a malformed escape with 400. By itself it answers 200 with an empty body and asks no filter
 * of an application, because its mapper throws an exception that nobody expects.
 *
 * <p>A probe of Grizzly, which Payara calls before it maps a request, gives such a request the path {@link
 * MalformedPath#REFUSED} of this application. {@link #close} takes the probe out again.
 */
public final class PayaraPaths implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PayaraPaths.class.getName());
    private static final String GRIZZLY = "org.glassfish.grizzly.";

    private final List<Attached> attached; // confined to the thread that starts and ends the application

    private PayaraPaths(List<Attached> attached) {
        this.attached = attached;
    }

    /** Watches the paths of all listeners; without effect on other servers, which refuse such a path themselves. */
    public static PayaraPaths watch(ServletContext context) {
        List<Attached> attached = new ArrayList<>();
        if (PayaraListeners.arePresent(context)) {
            try {
                for (Object filter : PayaraListeners.serverFilters(context)) {
                    attached.add(Attached.to(filter, context.getContextPath() + MalformedPath.REFUSED));
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "this server answers a path with a malformed percent escape with 200 and an empty body, and its"
                                + " listeners cannot be watched: " + e);
            }
        }
        return new PayaraPaths(attached);
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
        static Attached to(Object filter, String refused) throws ReflectiveOperationException {
            ClassLoader grizzly = filter.getClass().getClassLoader();
            Class<?> type = Class.forName(GRIZZLY + "http.server.HttpServerProbe", false, grizzly);
            Object probes = Array.newInstance(type, 1);
            InvocationHandler probe = Probe.of(grizzly, refused);
            Array.set(probes, 0, Proxy.newProxyInstance(grizzly, new Class<?>[] {type}, probe));
            Class<?> config = Class.forName(GRIZZLY + "monitoring.MonitoringConfig", false, grizzly);
            Object monitoring =
                    filter.getClass().getMethod("getMonitoringConfig").invoke(filter);
            config.getMethod("addProbes", Object[].class).invoke(monitoring, probes);
            return new Attached(monitoring, config.getMethod("removeProbes", Object[].class), probes);
        }

        void remove() throws ReflectiveOperationException {
            removal.invoke(monitoring, probes);
        }
    }

    /** Looks at each request before it is mapped; called by the container's threads. */
    private record Probe(Method head, Method reference, Method get, Method set, String refused)
            implements InvocationHandler {
        private static final RareLog FAILURES = new RareLog(LOG, System::nanoTime);
        private static final int REQUEST = 2; // the third argument of the event

        static Probe of(ClassLoader grizzly, String refused) throws ReflectiveOperationException {
            Method head = Class.forName(GRIZZLY + "http.server.Request", false, grizzly)
                    .getMethod("getRequest");
            Method reference = head.getReturnType().getMethod("getRequestURIRef");
            Class<?> uri = reference.getReturnType();
            return new Probe(head, reference, uri.getMethod("getURI"), uri.getMethod("setURI", String.class), refused);
        }

        @Override
        public @Nullable Object invoke(Object self, Method called, @Nullable Object @Nullable [] arguments) {
            switch (called.getName()) {
                case "onBeforeServiceEvent" -> check(arguments);
                case "equals" -> {
                    return arguments != null && self == arguments[0];
                }
                case "hashCode" -> {
                    return System.identityHashCode(self);
                }
                case "toString" -> {
                    return Probe.class.getName();
                }
                default -> {} // an event that says nothing about paths
            }
            return null;
        }

        private void check(@Nullable Object @Nullable [] arguments) {
            try {
                Object uri = arguments == null ? null : reference.invoke(head.invoke(arguments[REQUEST]));
                if (uri != null && !MalformedPath.isWellFormed((String) get.invoke(uri))) {
                    set.invoke(uri, refused);
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                FAILURES.warn(() -> "the escapes of a path could not be checked: " + e);
            }
        }
    }
}
