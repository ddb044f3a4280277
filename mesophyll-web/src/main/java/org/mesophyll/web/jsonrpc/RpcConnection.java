package org.mesophyll.web.jsonrpc;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Link;
import org.mesophyll.mesh.link.LinkSettings;
import org.mesophyll.mesh.link.LinkState;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.web.settings.JsonRpcSettings;

/**
 * One WebSocket session of JSON-RPC: its link, and the calls that are under way.
 *
 * <p>Answers go out in the order in which they are there. What is under way when the session ends is given up.
 */
final class RpcConnection {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);
    private static final int MOST_FAULTS = 32;
    private static final CloseReason TOO_MANY_FAULTS =
            new CloseReason(1008, "more than " + MOST_FAULTS + " messages had to be refused");

    private final RpcSession session;
    private final RpcProcessor processor;
    private final JsonRpcSettings settings;
    private final LongSupplier nanoClock;
    private final Link link;
    private final long openedNanos;
    private volatile long calledNanos; // written by the thread that reads
    private long lookedNanos; // confined to the ticking thread

    RpcConnection(
            Wire wire,
            RpcSession session,
            RpcProcessor processor,
            JsonRpcSettings settings,
            LongSupplier nanoClock,
            Consumer<RpcConnection> whenGone) {
        this.session = session;
        this.processor = processor;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.openedNanos = nanoClock.getAsLong();
        this.calledNanos = openedNanos;
        this.lookedNanos = openedNanos;
        this.link = new Link(
                wire,
                LinkSettings.DEFAULT.withHeartbeatInterval(settings.pingInterval()),
                null,
                nanoClock,
                (gone, reason) -> {
                    try {
                        whenGone.accept(this);
                    } finally {
                        session.close();
                    }
                });
    }

    /** Takes a message from the wire; never blocks. */
    void onText(String text) {
        if (isGone()) {
            return;
        }
        link.heard();
        calledNanos = nanoClock.getAsLong();
        var unused = processor.process(session, text).thenAccept(answer -> answer.ifPresent(this::send));
        if (session.faults() > MOST_FAULTS) {
            close(TOO_MANY_FAULTS);
        }
    }

    void onPong(ByteBuffer payload) {
        link.pong(payload);
    }

    /** Takes the news from the wire that the connection is gone. */
    void onClosed(CloseReason reason) {
        link.lost(reason);
    }

    /** Ends the session. */
    void close(CloseReason reason) {
        link.close(reason);
    }

    /** Keeps the deadlines; those of a session that has nothing to send a little later. */
    boolean tick() {
        long now = nanoClock.getAsLong();
        if (link.isQuiet() && now - lookedNanos < LOOK_INTERVAL.toNanos()) {
            return true;
        }
        lookedNanos = now;
        if (link.state() == LinkState.OPEN) {
            closeIfOver(now);
        }
        return link.tick();
    }

    private void closeIfOver(long now) {
        boolean anonymous = session.caller().isEmpty();
        if (anonymous && now - openedNanos >= settings.authenticateWithin().toNanos()) {
            close(new CloseReason(1008, "not authenticated within " + settings.authenticateWithin()));
            return;
        }
        boolean busy = session.calls().underWay() > 0;
        if (!busy && now - calledNanos >= settings.idleTimeout().toNanos()) {
            close(new CloseReason(1000, "no call within " + settings.idleTimeout()));
        }
    }

    private void send(byte[] answer) {
        if (link.send(answer) == Offer.FULL) {
            close(CloseReason.NOT_READING); // an answer that cannot be given is not to be missed silently
        }
    }

    private boolean isGone() {
        return link.state().compareTo(LinkState.CLOSING) >= 0;
    }
}
