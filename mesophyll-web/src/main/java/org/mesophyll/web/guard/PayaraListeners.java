package org.mesophyll.web.guard;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The network listeners of the Payara Server that an application runs in. Nothing of them is API, so whatever is not as
 * expected is a {@link ReflectiveOperationException}.
 */
public final class PayaraListeners {
    private static final String CONTEXT = "org.apache.catalina.core.ApplicationContextFacade";
    private static final String GLOBALS = "org.glassfish.internal.api.Globals";
    private static final String SERVICE = "org.glassfish.api.container.RequestDispatcher";
    private static final String ADMINISTRATION = "__asadmin"; // the virtual server
    private static final String SERVER_FILTER = "org.glassfish.grizzly.http.server.HttpServerFilter";
    private static final String IDLE_FILTER = "org.glassfish.grizzly.utils.IdleTimeoutFilter";

    private PayaraListeners() {}

    /** Returns whether an application runs in Payara's servlet container. */
    public static boolean arePresent(ServletContext context) {
        return context.getClass().getName().equals(CONTEXT);
    }

    /** Returns the filters of Grizzly that hand requests to the servlet container, one for each listener or protocol. */
    static List<Object> serverFilters(ServletContext context) throws ReflectiveOperationException {
        return filters(context, SERVER_FILTER);
    }

    /** Returns the filters of Grizzly that close silent connections, one for each listener or protocol. */
    static List<Object> idleFilters(ServletContext context) throws ReflectiveOperationException {
        return filters(context, IDLE_FILTER);
    }

    private static List<Object> filters(ServletContext context, String name) throws ReflectiveOperationException {
        List<Object> found = new ArrayList<>();
        for (Object listener : listeners(context)) {
            Class<?> filter = Class.forName(name, false, listener.getClass().getClassLoader());
            Object filters =
                    method(listener.getClass(), "getFilters", Class.class).invoke(listener, filter);
            found.addAll((List<?>) filters);
        }
        return found;
    }

    /**
     * How long a listener keeps connections open that say nothing.
     *
     * @param name the listener's
     * @param limit zero or less is for ever
     */
    record Silence(String name, Duration limit) {}

    /** Returns how long each listener but the administrators' keeps silent connections open. */
    static List<Silence> silences(ServletContext context) throws ReflectiveOperationException {
        List<Silence> silences = new ArrayList<>();
        for (Object listener : listeners(context)) {
            Object configured = required(
                    method(listener.getClass(), "getNetworkListener").invoke(listener), "a listener's configuration");
            @Nullable Object protocol = asked(configured, "findHttpProtocol");
            @Nullable Object http = protocol == null ? null : asked(protocol, "getHttp");
            if (http != null && !ADMINISTRATION.equals(asked(http, "getDefaultVirtualServer"))) {
                long seconds = Long.parseLong(String.valueOf(asked(http, "getTimeoutSeconds")));
                silences.add(new Silence(String.valueOf(asked(configured, "getName")), Duration.ofSeconds(seconds)));
            }
        }
        return silences;
    }

    private static @Nullable Object asked(Object bean, String getter) throws ReflectiveOperationException {
        return method(bean.getClass(), getter).invoke(bean);
    }

    /** Returns the threads that read from the listeners' connections and run their requests, without doubles. */
    static List<ExecutorService> threads(ServletContext context) throws ReflectiveOperationException {
        List<ExecutorService> found = new ArrayList<>();
        for (Object listener : listeners(context)) {
            Object transport =
                    required(method(listener.getClass(), "getTransport").invoke(listener), "a transport");
            Object threads = method(transport.getClass(), "getWorkerThreadPool").invoke(transport);
            if (threads instanceof ExecutorService pool && !found.contains(pool)) {
                found.add(pool);
            }
        }
        return found;
    }

    private static List<Object> listeners(ServletContext context) throws ReflectiveOperationException {
        ClassLoader container = context.getClass().getClassLoader();
        Object habitat = required(
                Class.forName(GLOBALS, false, container)
                        .getMethod("getDefaultHabitat")
                        .invoke(null),
                GLOBALS);
        Object service = required(serviceOf(habitat), SERVICE);
        Field proxies = service.getClass().getDeclaredField("proxies");
        proxies.setAccessible(true);
        List<Object> listeners = new ArrayList<>();
        for (Object proxy : (Iterable<?>) required(proxies.get(service), "proxies")) {
            Object listener = method(proxy.getClass(), "getUnderlyingListener").invoke(proxy);
            listeners.add(required(listener, "a listener"));
        }
        return listeners;
    }

    private static @Nullable Object serviceOf(Object habitat) throws ReflectiveOperationException {
        ClassLoader hk2 = habitat.getClass().getClassLoader();
        Class<?> locator = Class.forName("org.glassfish.hk2.api.ServiceLocator", false, hk2);
        Class<?> filter = Class.forName("org.glassfish.hk2.api.Filter", false, hk2);
        Object ofService = Class.forName("org.glassfish.hk2.utilities.BuilderHelper", false, hk2)
                .getMethod("createContractFilter", String.class)
                .invoke(null, SERVICE);
        List<?> services = (List<?>) locator.getMethod("getAllServices", filter).invoke(habitat, ofService);
        return services.isEmpty() ? null : services.get(0);
    }

    private static Method method(Class<?> of, String name, Class<?>... parameters) throws NoSuchMethodException {
        Method found = of.getMethod(name, parameters);
        found.setAccessible(true);
        return found;
    }

    private static Object required(@Nullable Object found, String what) throws NoSuchFieldException {
        if (found == null) {
            throw new NoSuchFieldException(what + " is missing");
        }
        return found;
    }
}
