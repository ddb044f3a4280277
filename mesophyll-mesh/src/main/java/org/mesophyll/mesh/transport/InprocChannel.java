package org.mesophyll.mesh.transport;

import java.nio.ByteBuffer;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;

/** One end of a connection within this process. Threads that send bring what they send to the other end themselves. */
final class InprocChannel implements Channel {
    private final Endpoint local;
    private final Endpoint remote;
    private final InprocPipe incoming;
    private final InprocPipe outgoing;

    InprocChannel(Endpoint local, Endpoint remote, InprocPipe incoming, InprocPipe outgoing) {
        this.local = local;
        this.remote = remote;
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    /** Returns the other end. */
    InprocChannel opposite() {
        return new InprocChannel(remote, local, outgoing, incoming);
    }

    @Override
    public Endpoint local() {
        return local;
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public Framing framing() {
        return Framings.SINGLE;
    }

    @Override
    public void start(Inbound inbound) {
        incoming.start(inbound);
    }

    @Override
    public void send(ByteBuffer frame, SendCallback sent) {
        outgoing.send(frame, sent);
    }

    @Override
    public void reading(boolean wanted) {
        incoming.reading(wanted);
    }

    @Override
    public void close(CloseReason reason) {
        outgoing.end(CloseReason.byPeer(reason.code()));
        incoming.end(reason);
    }

    @Override
    public void abort() {
        outgoing.end(CloseReason.CUT);
        incoming.end(CloseReason.CUT);
    }
}
