package org.mesophyll.master.registry;

import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.protocol.WorkerId;

/** Hears of workers' connections; called on whatever thread it happens, and must not block. */
public interface ConnectionListener {
    void onConnected(WorkerId worker);

    /** Called once for each connection, after {@link #onConnected}. */
    void onGone(WorkerId worker, CloseReason reason);

    /** A connection was taken over by a newer one of the same worker; {@link #onGone} follows. */
    void onTakeover(WorkerId worker);

    /** A frame was no message. */
    void onMalformedFrame(WorkerId worker);

    /** An answer came that nobody waited for any more. */
    void onUnmatchedAnswer(WorkerId worker);
}
