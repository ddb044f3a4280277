package org.mesophyll.mesh.websocket;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Reads what other classes keep for themselves; whatever is not as expected is a {@link ReflectiveOperationException}. */
public final class Opened {
    private Opened() {}

    /** Returns what a field holds, which is never null. */
    public static Object field(String name, Class<?> declaring, Object of) throws ReflectiveOperationException {
        Field field = declaring.getDeclaredField(name);
        field.setAccessible(true);
        return required(field.get(of), name);
    }

    /** Returns what a field holds, wherever at or above the object's class it is declared. */
    public static Object field(String name, Object of) throws ReflectiveOperationException {
        Class<?> declaring = of.getClass();
        while (declaring != null) {
            for (Field field : declaring.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field(name, declaring, of);
                }
            }
            declaring = declaring.getSuperclass();
        }
        throw new NoSuchFieldException(of.getClass().getName() + "." + name);
    }

    /** Calls a method without parameters, wherever above its class it is declared. */
    public static Object call(String name, Object on) throws ReflectiveOperationException {
        Class<?> declaring = on.getClass();
        while (declaring != null) {
            for (Method method : declaring.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 0) {
                    method.setAccessible(true);
                    Object result = method.invoke(on);
                    return method.getReturnType() == void.class ? on : required(result, name);
                }
            }
            declaring = declaring.getSuperclass();
        }
        throw new NoSuchMethodException(on.getClass().getName() + "." + name);
    }

    private static Object required(@Nullable Object found, String name) throws NoSuchFieldException {
        if (found == null) {
            throw new NoSuchFieldException(name + " is null");
        }
        return found;
    }
}
