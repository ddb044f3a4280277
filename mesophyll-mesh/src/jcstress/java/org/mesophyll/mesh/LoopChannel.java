package org.mesophyll.mesh;

import java.nio.ByteBuffer;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.transport.Channel;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Inbound;
import org.mesophyll.mesh.work.Ticker;

/** A channel that sends at once and remembers whether it is to read; the test brings what comes. */
final class LoopChannel implements Channel {
    private static final Endpoint NOWHERE = Endpoint.inproc("nowhere");

    volatile boolean reading = true; // written by the connection
    Inbound inbound; // written once, by start

    static Connection open(LoopChannel channel, int inboxMessages) {
        ConnectionSettings settings = ConnectionSettings.DEFAULT.withInbox(new OutboxBounds(inboxMessages, 1 << 20));
        return Connection.open(channel, settings, new Ticker(failure -> {}), System::nanoTime);
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
        reading = wanted;
    }

    @Override
    public void close(CloseReason reason) {
        inbound.ended(reason);
    }

    @Override
    public void abort() {
        inbound.ended(CloseReason.CUT);
    }
}
