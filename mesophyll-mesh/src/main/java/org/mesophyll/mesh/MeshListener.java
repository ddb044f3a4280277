package org.mesophyll.mesh;

import org.mesophyll.mesh.link.CloseReason;

/** Hears of what happens to the connections of a {@link Mesh}. */
public interface MeshListener {
    /**
     * Called once for each connection that ends while it is in the mesh, outside of every lock, on any thread, also before
     * the {@link Mesh#add} that added it has returned. It must not block.
     *
     * <p>The connection stays until somebody removes it; what came over it is still received.
     */
    void onGone(ConnectionId id, CloseReason reason);
}
