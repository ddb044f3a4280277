package org.mesophyll.web.guard;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Reads and writes what Grizzly and its users keep with a connection, by name. Safe for any thread. */
final class GrizzlyAttributes {
    private final Method holder;
    private final Method get;
    private final Method set;

    GrizzlyAttributes(ClassLoader grizzly) throws ReflectiveOperationException {
        holder = PayaraRequests.load(grizzly, "attributes.AttributeStorage").getMethod("getAttributes");
        get = holder.getReturnType().getMethod("getAttribute", String.class);
        set = holder.getReturnType().getMethod("setAttribute", String.class, Object.class);
    }

    @Nullable Object get(Object connection, String name) throws ReflectiveOperationException {
        return get.invoke(holder.invoke(connection), name);
    }

    void set(Object connection, String name, Object value) throws ReflectiveOperationException {
        set.invoke(holder.invoke(connection), name, value);
    }
}
