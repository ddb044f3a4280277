package org.mesophyll.web.sockets;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;

/** Closes the sessions that fail while they are opened, because the containers keep their connections, which nobody serves. */
public final class SessionOpening {
    private SessionOpening() {}

    /** Opens a session. */
    public interface Opening {
        void run() throws IOException;
    }

    /**
     * Opens a session, or closes it and throws what the opening has thrown.
     *
     * @param failed reason that the peer gets, at most 123 bytes of UTF-8
     */
    public static void run(Session session, String failed, Opening opening) throws IOException {
        try {
            opening.run();
        } catch (IOException | RuntimeException | Error e) {
            close(session, new CloseReason(CloseCodes.UNEXPECTED_CONDITION, failed), e);
            throw e;
        }
    }

    /** Has the container close a session for no silence; some other part of the application decides about that. */
    public static void allowSilence(Session session) {
        if (session.getMaxIdleTimeout() != 0) { // Payara starts a timer for each 0 that it is told
            session.setMaxIdleTimeout(0);
        }
    }

    private static void close(Session session, CloseReason reason, Throwable failure) {
        try {
            session.close(reason);
        } catch (IOException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }
}
