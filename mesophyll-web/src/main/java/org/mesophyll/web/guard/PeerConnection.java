package org.mesophyll.web.guard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes the connection that a request came by.
 *
 * <p>The servlet API has no word for it, and what a container does instead with a body that does not end is to wait:
 * WildFly with a thread, Payara with the connection. So this looks for the parts of either server; where they are not as
 * expected nothing happens, and the log says so once.
 */
final class PeerConnection {
    private static final Logger LOG = System.getLogger(PeerConnection.class.getName());
    private static final String UNDERTOW = "io.undertow.servlet.spec.HttpServletRequestImpl";
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private PeerConnection() {}

    /** Closes the connection of a request that is not over; without effect on servers that are not known. */
    static void close(ServletRequest request) {
        try {
            ServletRequest inner = unwrap(request);
            switch (inner.getClass().getName()) {
                case UNDERTOW -> call(inner, "getExchange", "getConnection", "close");
                case "org.apache.catalina.connector.RequestFacade" ->
                    call(
                            call(field(inner, "request"), "getCoyoteRequest", "getContext", "getConnection"),
                            "closeSilently");
                default -> {} // another server; its own time-outs decide
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            if (TOLD.compareAndSet(false, true)) {
                LOG.log(
                        Level.WARNING,
                        "connections of slow peers stay open, for this server does not let them be closed",
                        e);
            }
        }
    }

    /** Returns WildFly's own connection that a request came by; empty on other servers. */
    static Optional<Object> ofUndertow(ServletRequest request) throws ReflectiveOperationException {
        ServletRequest inner = unwrap(request);
        return inner.getClass().getName().equals(UNDERTOW)
                ? Optional.of(call(inner, "getExchange", "getConnection"))
                : Optional.empty();
    }

    /**
     * Runs a step that completes a request on a thread of the container's: on WildFly the connection's own, which alone takes a
     * closed connection without an error in the log.
     */
    static void complete(ServletRequest request, AsyncContext async, Runnable step) {
        try {
            ServletRequest inner = unwrap(request);
            if (inner.getClass().getName().equals(UNDERTOW)
                    && call(inner, "getExchange", "getIoThread") instanceof Executor thread) {
                thread.execute(step);
                return;
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the thread of a connection was not found", e);
        }
        async.start(step);
    }

    /** Says whether a request came by Payara's servlet container. */
    static boolean isPayara(ServletRequest request) {
        return unwrap(request).getClass().getName().startsWith("org.apache.catalina.");
    }

    /** Returns the container's own request. */
    static ServletRequest unwrap(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }

    static Object call(Object on, String... methods) throws ReflectiveOperationException {
        Object result = on;
        for (String method : methods) {
            Method found = result.getClass().getMethod(method);
            found.setAccessible(true);
            result = found.invoke(result);
        }
        return result;
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field found = of.getClass().getDeclaredField(name);
        found.setAccessible(true);
        return found.get(of);
    }
}
