package org.mesophyll.mesh.websocket;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what other classes keep for themselves; whatever is not as expected is a {@link ReflectiveOperationException}.
 *
 * <p>What was found once is remembered: a search copies all that a class declares, which would cost a handshake more than the
 * rest of it. For any number of threads.
 */
public final class Opened {
    private static final Map<Member, Field> FIELDS = new ConcurrentHashMap<>();
    private static final Map<Member, Method> METHODS = new ConcurrentHashMap<>();

    private Opened() {}

    /**
     * What is looked for.
     *
     * @param in the class that the search begins with
     * @param name of a field or a method
     * @param parameters of a method, at most one; empty for a field
     */
    private record Member(Class<?> in, String name, List<Class<?>> parameters) {
        Member(Class<?> in, String name) {
            this(in, name, List.of());
        }
    }

    /** Returns what a field holds, which is never null. */
    public static Object field(String name, Class<?> declaring, Object of) throws ReflectiveOperationException {
        Field field = declaring.getDeclaredField(name);
        field.setAccessible(true);
        return required(field.get(of), name);
    }

    /** Returns what a field holds, wherever at or above the object's class it is declared. */
    public static Object field(String name, Object of) throws ReflectiveOperationException {
        return required(field(new Member(of.getClass(), name)).get(of), name);
    }

    /** Sets a field, wherever at or above the object's class it is declared. */
    public static void set(String name, Object of, @Nullable Object value) throws ReflectiveOperationException {
        field(new Member(of.getClass(), name)).set(of, value);
    }

    /** Calls a method without parameters, wherever above its class it is declared. */
    public static Object call(String name, Object on) throws ReflectiveOperationException {
        Method method = method(new Member(on.getClass(), name));
        Object result = method.invoke(on);
        return method.getReturnType() == void.class ? on : required(result, name);
    }

    /** Calls a method with one parameter, which returns nothing, wherever at or above the object's class it is declared. */
    public static <T> void callWith(String name, Object on, Class<T> parameter, T argument)
            throws ReflectiveOperationException {
        method(new Member(on.getClass(), name, List.of(parameter))).invoke(on, argument);
    }

    private static Method method(Member member) throws NoSuchMethodException {
        Method known = METHODS.get(member);
        if (known == null) {
            known = findMethod(member);
            known.setAccessible(true);
            METHODS.put(member, known);
        }
        return known;
    }

    private static Field field(Member member) throws NoSuchFieldException {
        Field known = FIELDS.get(member);
        if (known == null) {
            known = findField(member);
            known.setAccessible(true);
            FIELDS.put(member, known);
        }
        return known;
    }

    private static Field findField(Member member) throws NoSuchFieldException {
        for (Class<?> declaring = member.in(); declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                if (field.getName().equals(member.name())) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(member.in().getName() + "." + member.name());
    }

    private static Method findMethod(Member member) throws NoSuchMethodException {
        for (Class<?> declaring = member.in(); declaring != null; declaring = declaring.getSuperclass()) {
            for (Method method : declaring.getDeclaredMethods()) {
                if (method.getName().equals(member.name())
                        && List.of(method.getParameterTypes()).equals(member.parameters())) {
                    return method;
                }
            }
        }
        throw new NoSuchMethodException(member.in().getName() + "." + member.name());
    }

    private static Object required(@Nullable Object found, String name) throws NoSuchFieldException {
        if (found == null) {
            throw new NoSuchFieldException(name + " is null");
        }
        return found;
    }
}
