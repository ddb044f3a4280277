package org.mesophyll.bench.mesh;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.transport.Channel;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Inbound;

/** A channel that takes every frame at once, and brings what the benchmark says. */
final class SinkChannel implements Channel {
    private static final Endpoint NOWHERE = Endpoint.inproc("nowhere");

    private @Nullable Inbound inbound; // written once, by start

    /** Brings a message. */
    void bring(byte[] message) {
        Inbound to = inbound;
        if (to == null) {
            throw new IllegalStateException("the channel was not started");
        }
        to.received(message);
    }

    @Override
    public Endpoint local() {
        return NOWHERE;
    }

    @Override
    public Endpoint remote() {
        return NOWHERE;
    }

    @Override
    public Framing framing() {
        return Framings.SINGLE;
    }

    @Override
    public void start(Inbound to) {
        inbound = to;
    }

    @Override
    public void send(ByteBuffer frame, SendCallback sent) {
        sent.sent();
    }

    @Override
    public void reading(boolean wanted) {
        throw new IllegalStateException("the benchmark never fills an inbox");
    }

    @Override
    public void close(CloseReason reason) {
        abort();
    }

    @Override
    public void abort() {
        Inbound to = inbound;
        if (to != null) {
            to.ended(CloseReason.CUT);
        }
    }
}
