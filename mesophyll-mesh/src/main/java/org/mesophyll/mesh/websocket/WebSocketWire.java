package org.mesophyll.mesh.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.mesophyll.mesh.link.Wire;

/**
 * A Jakarta WebSocket session as a wire.
 *
 * <p>The containers queue asynchronous sends without bound and without deadline; a link keeps one in flight and watches
 * it.
 */
public final class WebSocketWire implements Wire {
    private static final System.Logger LOG = System.getLogger(WebSocketWire.class.getName());

    private final Session session;

    public WebSocketWire(Session session) {
        this.session = session;
    }

    @Override
    public void send(ByteBuffer frame, SendCallback callback) {
        try {
            session.getAsyncRemote().sendBinary(frame, result -> {
                if (result.isOK()) {
                    callback.sent();
                    return;
                }
                callback.failed(result.getException());
            });
        } catch (RuntimeException e) { // a session that is closing refuses, each container with another exception
            callback.failed(e);
        }
    }

    @Override
    public void ping(ByteBuffer payload) {
        try {
            session.getAsyncRemote().sendPing(payload);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "no ping to session " + session.getId() + ": " + e);
        }
    }

    @Override
    public void close(int code, String reason) {
        try {
            session.close(new CloseReason(new CloseCode(code), reason));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "no close frame to session " + session.getId() + ": " + e);
        }
    }

    @Override
    public void abort() {
        HardClose.cut(session);
    }

    /** A close code of any number. */
    private record CloseCode(int code) implements CloseReason.CloseCode {
        @Override
        public int getCode() {
            return code;
        }
    }
}
