package org.mesophyll.mesh;

import org.mesophyll.mesh.transport.Connection;

/** What became of a connection that was to be taken out of a {@link Mesh}. */
public sealed interface RemoveOutcome {
    /** It is the caller's again. */
    record Removed(Connection connection) implements RemoveOutcome {}

    /** There is none of this id. */
    record NotFound() implements RemoveOutcome {}
}
