package org.mesophyll.mesh.transport;

import org.mesophyll.mesh.link.CloseReason;

/** Takes what a {@link Channel} brings. No method blocks or throws. */
public interface Inbound {
    /** Takes the next message; called by one thread at a time. The array is the connection's from then on. */
    void received(byte[] message);

    /** Takes note that the connection has ended, by whichever side; called after the last message. The first one counts. */
    void ended(CloseReason reason);
}
