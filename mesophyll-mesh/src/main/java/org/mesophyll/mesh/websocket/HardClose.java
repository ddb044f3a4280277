package org.mesophyll.mesh.websocket;

import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Cuts a session's connection without waiting for the peer, which Jakarta WebSocket has no method for.
 *
 * <p>A close frame to a peer that does not read stays in the container's queue, and the connection with it. Both servers'
 * containers can cut it, Undertow by a public method and Tyrus by one that has to be opened; anything else, and anything
 * that fails here, falls back to {@link Session#close()}.
 */
final class HardClose {
    private static final System.Logger LOG = System.getLogger(HardClose.class.getName());

    private HardClose() {}

    /** Cuts the session's connection; never throws. */
    static void cut(Session session) {
        try {
            cutByContainer(session);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "session " + session.getId() + " is closed the polite way: " + e);
            closePolitely(session);
        }
    }

    private static void cutByContainer(Session session) throws ReflectiveOperationException {
        switch (session.getClass().getName()) {
            case "io.undertow.websockets.jsr.UndertowSession" -> cutUndertow(session);
            case "org.glassfish.tyrus.core.TyrusSession" -> cutTyrus(session);
            default -> closePolitely(session);
        }
    }

    private static void cutUndertow(Session session) throws ReflectiveOperationException {
        session.getClass().getMethod("forceClose").invoke(session);
    }

    private static void cutTyrus(Session session) throws ReflectiveOperationException {
        if (!session.isOpen()) {
            return; // Tyrus has let go of the connection, and whoever has it now is not to be cut
        }
        Object remote = session.getAsyncRemote();
        Object webSocket = open(remote.getClass().getSuperclass().getDeclaredField("webSocket"))
                .get(remote);
        Object protocolHandler = open(webSocket.getClass().getDeclaredMethod("getProtocolHandler"))
                .invoke(webSocket);
        open(protocolHandler.getClass().getDeclaredMethod("doClose")).invoke(protocolHandler);
    }

    private static Field open(Field field) {
        field.setAccessible(true);
        return field;
    }

    private static Method open(Method method) {
        method.setAccessible(true);
        return method;
    }

    private static void closePolitely(Session session) {
        try {
            session.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "session " + session.getId() + " is closed already: " + e);
        }
    }
}
