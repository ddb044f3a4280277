package org.mesophyll.mesh.websocket;

import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.util.function.UnaryOperator;

/** Reaches what Tyrus keeps for itself and a server needs to bound; whatever is not as expected is an exception. */
public final class TyrusInternals {
    private static final String SESSION = "org.glassfish.tyrus.core.TyrusSession";
    private static final String INPUT = "is";
    private static final String UPGRADE_HANDLER = "tyrusHttpUpgradeHandler";
    private static final String HANDLER_PROXY = "$TyrusHttpUpgradeHandlerProxy";

    private TyrusInternals() {}

    /** Says whether a session is one of Tyrus. */
    public static boolean isTyrus(Session session) {
        return session.getClass().getName().equals(SESSION);
    }

    /**
     * Replaces the stream that a session in a servlet container is read from; to be called by the thread that opens the
     * session, because Tyrus reads nothing before.
     *
     * @param type the stream's type, which this module does not know
     * @throws ReflectiveOperationException if this Tyrus is built differently
     */
    public static <T> void replaceInput(Session session, Class<T> type, UnaryOperator<T> replacement)
            throws ReflectiveOperationException {
        Object writer = writer(session);
        Object handler = behindProxy(Opened.field(UPGRADE_HANDLER, writer.getClass(), writer));
        Field input = inputOf(handler.getClass());
        input.setAccessible(true);
        T present = type.cast(input.get(handler));
        if (present == null) {
            throw new NoSuchFieldException("the input of " + handler.getClass().getName() + " is null");
        }
        input.set(handler, replacement.apply(present));
    }

    /** Returns the handler that reads: the one that Tyrus gives to the container only passes everything on to it. */
    private static Object behindProxy(Object handler) throws ReflectiveOperationException {
        return handler.getClass().getName().endsWith(HANDLER_PROXY)
                ? Opened.field("handler", handler.getClass(), handler)
                : handler;
    }

    /** Looks above the class too, because a container may make the handler of a class below Tyrus' own. */
    private static Field inputOf(Class<?> handler) throws NoSuchFieldException {
        for (Class<?> declaring = handler; declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                if (field.getName().equals(INPUT)) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(handler.getName() + "." + INPUT);
    }

    /** Returns what writes a session's frames. */
    static Object writer(Session session) throws ReflectiveOperationException {
        Object protocolHandler = protocolHandler(session);
        return Opened.field("writer", protocolHandler.getClass(), protocolHandler);
    }

    /** Returns what makes and reads a session's frames. */
    static Object protocolHandler(Session session) throws ReflectiveOperationException {
        Object remote = session.getAsyncRemote();
        Object webSocket = Opened.field("webSocket", remote.getClass().getSuperclass(), remote);
        return Opened.call("getProtocolHandler", webSocket);
    }
}
