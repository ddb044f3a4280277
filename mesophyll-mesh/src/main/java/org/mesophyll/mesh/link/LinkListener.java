package org.mesophyll.mesh.link;

/** Hears of a link's end. */
public interface LinkListener {
    /**
     * Called exactly once, on any thread and outside of every lock, as soon as it is decided that the link ends: nothing
     * can be sent over it from then on, though the connection may still be closing.
     */
    void onGone(Link link, CloseReason reason);
}
