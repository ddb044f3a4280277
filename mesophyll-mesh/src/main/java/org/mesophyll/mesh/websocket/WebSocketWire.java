package org.mesophyll.mesh.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.mesophyll.mesh.link.Wire;

/**
 * A Jakarta WebSocket session as a wire.
 *
 * <p>The containers queue asynchronous sends without bound and without deadline; a link keeps one in flight and watches
 * it. Everything that touches the session runs in turn, and nothing after a close: Payara recycles a closed connection's
 * buffers, and whoever still wrote would write into somebody else's answer. Turns are taken without a lock, because
 * containers call back while they hold locks of their own; who comes while one runs leaves its step to that thread. At
 * most four steps wait: a frame, a ping, a close and an abort.
 */
public final class WebSocketWire implements Wire {
    private static final System.Logger LOG = System.getLogger(WebSocketWire.class.getName());

    private final Session session;
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private boolean ended; // confined to the step whose turn it is

    public WebSocketWire(Session session) {
        this.session = session;
    }

    @Override
    public void send(ByteBuffer frame, SendCallback callback) {
        inTurn(() -> sendNow(frame, callback));
    }

    @Override
    public void ping(ByteBuffer payload) {
        inTurn(() -> pingNow(payload));
    }

    @Override
    public void close(int code, String reason) {
        inTurn(() -> closeNow(code, reason));
    }

    @Override
    public void abort() {
        inTurn(this::abortNow);
    }

    private void inTurn(Runnable step) {
        steps.add(step);
        if (unfinished.getAndIncrement() > 0) {
            return;
        }
        do {
            steps.remove().run();
        } while (unfinished.decrementAndGet() > 0);
    }

    private void sendNow(ByteBuffer frame, SendCallback callback) {
        if (ended) {
            callback.failed(new IOException("the connection is closed"));
            return;
        }
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

    private void pingNow(ByteBuffer payload) {
        if (ended) {
            return;
        }
        try {
            session.getAsyncRemote().sendPing(payload);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "no ping to session " + session.getId() + ": " + e);
        }
    }

    private void closeNow(int code, String reason) {
        ended = true;
        try {
            session.close(new CloseReason(new CloseCode(code), reason));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "no close frame to session " + session.getId() + ": " + e);
        }
    }

    private void abortNow() {
        ended = true;
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
