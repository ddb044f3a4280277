package org.mesophyll.mesh.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * Takes hold of sessions, each container's in its own way.
 *
 * <p>A close frame to a peer that does not read stays in the container's queue, and the connection with it. All containers
 * that we know can cut it: Undertow by a public method, Tyrus by what has to be opened first. Anything else, and anything
 * that fails here, falls back to {@link Session#close()}.
 */
final class SessionHolds {
    private static final System.Logger LOG = System.getLogger(SessionHolds.class.getName());

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

    /** Takes hold of a session of Tyrus whose connection is at hand. */
    static SessionHold of(Session session, Runnable cut) {
        IdleTimer.replaceThatOf(session);
        return hold(session, cut::run);
    }

    private static SessionHold ofTyrus(Session session) {
        IdleTimer.replaceThatOf(session);
        Object protocolHandler;
        Object writer;
        try {
            protocolHandler = TyrusInternals.protocolHandler(session);
            writer = TyrusInternals.writer(session);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "session " + session.getId() + " can be closed the polite way only: " + e);
            return hold(session, session::close);
        }
        return writer.getClass().getName().equals("org.glassfish.tyrus.servlet.TyrusServletWriter")
                ? new TyrusServletSession(session, writer)
                : hold(session, () -> Opened.call("doClose", protocolHandler));
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

    /** Cuts a connection, or closes it where that fails; never throws. */
    static void cutOrClose(Session session, Cut cut) {
        try {
            cut.run();
        } catch (ReflectiveOperationException | IOException | RuntimeException | Error e) {
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

    /** Cuts a connection. */
    interface Cut {
        void run() throws ReflectiveOperationException, IOException;
    }
}
