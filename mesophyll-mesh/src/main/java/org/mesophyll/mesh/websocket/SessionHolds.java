package org.mesophyll.mesh.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Takes hold of sessions, each container's in its own way.
 *
 * <p>A close frame to a peer that does not read stays in the container's queue, and the connection with it. All containers
 * that we know can cut it: Undertow by a public method, Tyrus by what has to be opened first. Anything else, and anything
 * that fails here, falls back to {@link Session#close()}.
 */
final class SessionHolds {
    private static final System.Logger LOG = System.getLogger(SessionHolds.class.getName());
    private static final IdleTimer IDLE_TIMER = new IdleTimer();

    private SessionHolds() {}

    /** Takes hold of a session that is open; to be called by the thread that opens it. */
    static SessionHold of(Session session) {
        return switch (session.getClass().getName()) {
            case "io.undertow.websockets.jsr.UndertowSession" ->
                hold(session, () -> session.getClass().getMethod("forceClose").invoke(session));
            case "org.glassfish.tyrus.core.TyrusSession" -> ofTyrus(session);
            default -> hold(session, session::close);
        };
    }

    private static SessionHold ofTyrus(Session session) {
        Object protocolHandler;
        Object writer;
        try {
            Object remote = session.getAsyncRemote();
            Object webSocket = field("webSocket", remote.getClass().getSuperclass(), remote);
            protocolHandler = call("getProtocolHandler", webSocket);
            writer = field("writer", protocolHandler.getClass(), protocolHandler);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "session " + session.getId() + " can be closed the polite way only: " + e);
            return hold(session, session::close);
        }
        return writer.getClass().getName().equals("org.glassfish.tyrus.servlet.TyrusServletWriter")
                ? new ServletSession(session, writer)
                : hold(session, () -> call("doClose", protocolHandler));
    }

    private static SessionHold hold(Session session, Cut cut) {
        return new SessionHold() {
            @Override
            public void close(CloseReason reason) throws IOException {
                session.close(reason);
            }

            @Override
            public void cut() {
                cutOrClose(session, cut);
            }
        };
    }

    /**
     * A session of Tyrus in a servlet container, which is Payara's.
     *
     * <p>Its own close does not wait for the peer's answer. It frees the request and its buffers at once, for the next
     * request of anybody, while this connection's reader may still use them; and a peer that is sending gets a reset
     * instead of the close frame. So the close frame is all that is sent here: the peer's answer, or the end of its
     * stream, comes to the container's reader, and that is a safe place for Tyrus to close.
     */
    private static final class ServletSession implements SessionHold {
        private final Session session;
        private final Object writer;
        private final Cut cut;

        /** Looks the socket up while the connection is certain to be this session's; later it may be another's. */
        ServletSession(Session session, Object writer) {
            this.session = session;
            this.writer = writer;
            this.cut = cutOf(session, writer);
            replaceIdleTimer(session);
        }

        @Override
        public void close(CloseReason reason) throws IOException {
            try {
                for (Method method : writer.getClass().getDeclaredMethods()) {
                    if (method.getName().equals("write") && method.getParameterTypes()[0] == ByteBuffer.class) {
                        method.setAccessible(true);
                        method.invoke(writer, CloseFrame.of(reason), null);
                        return;
                    }
                }
                throw new NoSuchMethodException("write(ByteBuffer, CompletionHandler)");
            } catch (ReflectiveOperationException e) {
                throw new IOException("the writer of session " + session.getId() + " took no close frame", e);
            }
        }

        @Override
        public void cut() {
            cutOrClose(session, cut);
        }

        private static void replaceIdleTimer(Session session) {
            try {
                Field timer = session.getClass().getDeclaredField("service");
                timer.setAccessible(true);
                timer.set(session, IDLE_TIMER);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(Level.WARNING, "messages stay slow, for this server's sessions keep their idle timer: " + e);
            }
        }

        private static Cut cutOf(Session session, Object writer) {
            try {
                SocketChannel channel = channelOf(writer);
                return () -> shutDown(channel);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "cannot reach the sockets of this server's sessions, and will close them politely: " + e);
                return session::close;
            }
        }

        private static SocketChannel channelOf(Object writer) throws ReflectiveOperationException {
            Object upgradeHandler = field("tyrusHttpUpgradeHandler", writer.getClass(), writer);
            Object webConnection = call("getWebConnection", upgradeHandler);
            Object servletRequest = field("request", webConnection.getClass(), webConnection);
            Object grizzlyRequest = call("getCoyoteRequest", servletRequest);
            Object connection = call("getConnection", call("getContext", grizzlyRequest));
            return (SocketChannel) call("getChannel", connection);
        }

        /** Ends the stream in both directions: the container's reader finds its end, and lets go of the rest itself. */
        private static void shutDown(SocketChannel channel) throws IOException {
            if (channel.isConnected()) {
                channel.shutdownOutput();
                channel.shutdownInput();
            }
        }
    }

    private static void cutOrClose(Session session, Cut cut) {
        try {
            cut.run();
        } catch (ReflectiveOperationException | IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "session " + session.getId() + " is closed the polite way: " + e);
            closePolitely(session);
        }
    }

    private static void closePolitely(Session session) {
        try {
            session.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "session " + session.getId() + " is closed already: " + e);
        }
    }

    private static Object field(String name, Class<?> declaring, Object of) throws ReflectiveOperationException {
        Field field = declaring.getDeclaredField(name);
        field.setAccessible(true);
        return required(field.get(of), name);
    }

    /** Calls a method without parameters, wherever above its class it is declared. */
    private static Object call(String name, Object on) throws ReflectiveOperationException {
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

    /** Cuts a connection. */
    private interface Cut {
        void run() throws ReflectiveOperationException, IOException;
    }
}
