package org.mesophyll.mesh;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.ConnectionListener;

/** A connection in a mesh. */
final class Member implements ConnectionListener, Incoming.Waiting {
    private final ConnectionId id;
    private final Connection connection;
    private final Incoming incoming;
    private final MeshListener listener;
    private final AtomicBoolean waiting = new AtomicBoolean(); // in the line, or about to be
    private volatile boolean removed; // written by whoever removes

    Member(ConnectionId id, Connection connection, Incoming incoming, MeshListener listener) {
        this.id = id;
        this.connection = connection;
        this.incoming = incoming;
        this.listener = listener;
    }

    ConnectionId id() {
        return id;
    }

    Connection connection() {
        return connection;
    }

    boolean isRemoved() {
        return removed;
    }

    Offer offer(byte[] message) {
        return removed ? Offer.CLOSED : connection.send(message);
    }

    /** Begins to hear of messages; false if somebody else does. */
    boolean join() {
        if (!connection.attach(this)) {
            return false;
        }
        if (connection.hasWaiting()) {
            onWaiting();
        }
        return true;
    }

    void leave() {
        removed = true;
        connection.detach(this);
    }

    /** Puts a message into the incoming queue, unless one of this connection, or anybody in the line, comes before it. */
    @Override
    public boolean onMessage(byte[] message) {
        return !removed && !waiting.get() && incoming.offerPastLine(new Envelope(id, message));
    }

    @Override
    public void onWaiting() {
        if (!removed && waiting.compareAndSet(false, true)) {
            incoming.standInLine(this);
        }
    }

    @Override
    public void onGone(CloseReason reason) {
        if (!removed) {
            listener.onGone(id, reason);
        }
    }

    @Override
    public @Nullable Envelope takeWaiting() {
        byte[] message = removed ? null : connection.poll();
        return message == null ? null : new Envelope(id, message);
    }

    @Override
    public boolean mustStayInLine() {
        if (!removed && connection.hasWaiting()) {
            return true;
        }
        waiting.set(
                false); // whoever brought a message until here did not stand in line for it, so look again after this
        return !removed && connection.hasWaiting() && waiting.compareAndSet(false, true);
    }
}
