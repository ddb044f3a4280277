package org.mesophyll.master.registry;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Wire;

/**
 * A wire that keeps its first frame back until it is released.
 *
 * <p>Hello has to be the first message of a connection, so it is queued before anybody can find the connection; and whoever
 * has read Hello may count on being found, so it is sent only after that.
 */
final class HeldWire implements Wire {
    private final Wire wire;
    private volatile boolean released; // written under this
    private @Nullable Runnable held; // guarded by this

    HeldWire(Wire wire) {
        this.wire = wire;
    }

    /** Sends the frame that was kept back, and every later one at once. */
    void release() {
        Runnable first;
        synchronized (this) {
            released = true;
            first = held;
            held = null;
        }
        if (first != null) {
            first.run();
        }
    }

    @Override
    public Framing framing() {
        return wire.framing();
    }

    @Override
    public void send(ByteBuffer frame, SendCallback sent) {
        if (released) {
            wire.send(frame, sent);
            return;
        }
        synchronized (this) {
            if (!released) {
                held = () -> wire.send(frame, sent); // the only one: a link has one frame in flight
                return;
            }
        }
        wire.send(frame, sent);
    }

    @Override
    public void ping(ByteBuffer payload) {
        wire.ping(payload);
    }

    @Override
    public void close(int code, String reason) {
        wire.close(code, reason);
    }

    @Override
    public boolean hasReadUntil(long nanos) {
        return wire.hasReadUntil(nanos);
    }

    @Override
    public void abort() {
        wire.abort();
    }
}
