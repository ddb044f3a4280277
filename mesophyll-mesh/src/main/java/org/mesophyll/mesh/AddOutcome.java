package org.mesophyll.mesh;

/** What became of a connection that was to be added to a {@link Mesh}; where it was not, it is still the caller's. */
public sealed interface AddOutcome {
    /** It is in the mesh. */
    record Added(ConnectionId id) implements AddOutcome {}

    /** It is not: the mesh has as many as it may. */
    record Full(int most) implements AddOutcome {}

    /** It is not: the mesh is closed. */
    record Closed() implements AddOutcome {}
}
