package org.mesophyll.master.registry;

import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.protocol.TenantId;
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

    /** A script that the worker says is a tenant's has logged a line; whether the tenant is the worker's is for the listener to see. */
    void onScriptLine(WorkerId worker, TenantId tenant, String line);

    /** An answer came that nobody waited for any more. */
    void onUnmatchedAnswer(WorkerId worker);
}
