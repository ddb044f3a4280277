package org.mesophyll.mesh;

/**
 * Names a connection in its {@link Mesh}; never used twice there.
 *
 * @param value 1 or more
 */
public record ConnectionId(long value) {
    public ConnectionId {
        if (value < 1) {
            throw new IllegalArgumentException("a connection id is at least 1: " + value);
        }
    }
}
