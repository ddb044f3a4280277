package org.mesophyll.master.state;

import java.util.Set;
import org.mesophyll.protocol.state.Scopes;

/** The scopes of the records that say what a worker runs for a tenant, and what that may do (docs/scripts.md). */
final class ProgramScopes {
    private static final Set<Scopes> ALL = Set.of(Scopes.of("scripts"), Scopes.of("mesophyll"));

    private ProgramScopes() {}

    /** Says whether a record with just these scopes is one of them. */
    static boolean contain(Scopes scopes) {
        return ALL.contains(scopes);
    }
}
