package org.mesophyll.mesh.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongPredicate;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.SerialTurn;
import org.mesophyll.protocol.Subprotocols;

/**
 * A Jakarta WebSocket session as a wire.
 *
 * <p>The containers queue asynchronous sends without bound and without deadline; a link keeps one in flight and watches
 * it. Everything that touches the session runs in turn, and nothing after a close: Payara recycles a closed connection's
 * buffers, and whoever still wrote would write into somebody else's answer. Turns are taken without a lock, because
 * containers call back while they hold locks of their own; who comes while one runs leaves its step to that thread.
 */
public final class WebSocketWire implements Wire {
    private static final System.Logger LOG = System.getLogger(WebSocketWire.class.getName());
    private static final Guard STEPS = new Guard(LOG, "a step on a session failed");

    private final Session session;
    private final SessionHold hold;
    private final BinarySender sender;
    private final Framing framing;
    private final LongPredicate reading;
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>(); // at most one of each kind
    private final SerialTurn turn = new SerialTurn(STEPS, this::runAll);
    private boolean ended; // confined to the step whose turn it is

    /** Takes over a session; to be called by the thread that opens it. */
    public WebSocketWire(Session session) {
        this(session, SessionHolds.of(session));
    }

    /**
     * Takes over a session of a server whose threads may be late to read; to be called by the thread that opens it.
     *
     * @param reading see {@link #hasReadUntil}
     */
    public WebSocketWire(Session session, LongPredicate reading) {
        this(session, SessionHolds.of(session), new SessionSender(session), reading);
    }

    /** Takes over a session whose frames are texts, in UTF-8; to be called by the thread that opens it. */
    public static WebSocketWire ofTexts(Session session) {
        return new WebSocketWire(session, SessionHolds.of(session), new TextSender(session));
    }

    /**
     * Takes over a session whose connection is at hand.
     *
     * @param sender sends binary frames
     * @param cut closes the connection at once and tells the session's endpoint; never throws
     */
    public WebSocketWire(Session session, BinarySender sender, Runnable cut) {
        this(session, SessionHolds.of(session, cut), sender);
    }

    WebSocketWire(Session session, SessionHold hold) {
        this(session, hold, new SessionSender(session));
    }

    private WebSocketWire(Session session, SessionHold hold, BinarySender sender) {
        this(session, hold, sender, nanos -> true);
    }

    private WebSocketWire(Session session, SessionHold hold, BinarySender sender, LongPredicate reading) {
        this.reading = reading;
        this.session = session;
        this.hold = hold;
        this.sender = sender;
        this.framing = Subprotocols.V2.equals(session.getNegotiatedSubprotocol()) ? Framings.BATCHES : Framings.SINGLE;
    }

    @Override
    public Framing framing() {
        return framing;
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
        inTurn(() -> closeNow(new CloseReason(new CloseCode(code), reason)));
    }

    @Override
    public boolean hasReadUntil(long nanos) {
        return reading.test(nanos);
    }

    @Override
    public void abort() {
        inTurn(() -> {
            ended = true;
            hold.cut();
        });
    }

    private void inTurn(Runnable step) {
        steps.add(step);
        turn.ask();
    }

    /** Runs the steps so that whatever becomes of one, the next has its turn. */
    private void runAll() {
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            STEPS.run(step);
        }
    }

    private void sendNow(ByteBuffer frame, SendCallback callback) {
        if (ended) {
            callback.failed(new IOException("the connection is closed"));
            return;
        }
        try {
            sender.send(frame, callback);
        } catch (RuntimeException
                | Error e) { // a session that is closing refuses, each container with another exception
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

    private void closeNow(CloseReason reason) {
        if (ended) {
            return;
        }
        ended = true;
        try {
            hold.close(reason);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "no close frame to session " + session.getId() + ": " + e);
        }
    }

    /** Sends binary frames over a session's connection. */
    public interface BinarySender {
        /** See {@link Wire#send}; may throw for a connection that is closing. */
        void send(ByteBuffer frame, SendCallback callback);
    }

    /** Sends as the container does. */
    private record SessionSender(Session session) implements BinarySender {
        @Override
        public void send(ByteBuffer frame, SendCallback callback) {
            session.getAsyncRemote().sendBinary(frame, result -> tell(callback, result));
        }
    }

    /** Sends frames as texts, as the container does. */
    private record TextSender(Session session) implements BinarySender {
        @Override
        public void send(ByteBuffer frame, SendCallback callback) {
            String text = StandardCharsets.UTF_8.decode(frame).toString();
            session.getAsyncRemote().sendText(text, result -> tell(callback, result));
        }
    }

    private static void tell(SendCallback callback, SendResult result) {
        if (result.isOK()) {
            callback.sent();
            return;
        }
        callback.failed(result.getException());
    }

    /** A close code of any number. */
    private record CloseCode(int code) implements CloseReason.CloseCode {
        @Override
        public int getCode() {
            return code;
        }
    }
}
