package org.mesophyll.mesh.websocket;

/** Stands before an object of the container's that this package looks into. */
public interface Wrapper {
    /** Returns the container's object. */
    Object wrapped();
}
