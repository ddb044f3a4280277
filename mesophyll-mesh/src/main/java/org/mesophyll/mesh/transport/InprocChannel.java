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
    private final Runnable onEnd;

    /**
     * Makes one end.
     *
     * @param onEnd called when either end ends the connection, and maybe again
     */
    InprocChannel(Endpoint local, Endpoint remote, InprocPipe incoming, InprocPipe outgoing, Runnable onEnd) {
        this.local = local;
        this.remote = remote;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.onEnd = onEnd;
    }

    /** Returns the other end. */
    InprocChannel opposite() {
        return new InprocChannel(remote, local, outgoing, incoming, onEnd);
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
        end(CloseReason.byPeer(reason.code()), reason);
    }

    @Override
    public void abort() {
        end(CloseReason.CUT, CloseReason.CUT);
    }

    private void end(CloseReason there, CloseReason here) {
        onEnd.run();
        outgoing.end(there);
        incoming.end(here);
    }
}
