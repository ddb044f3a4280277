package org.mesophyll.master;

import java.util.Optional;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerToken;
import org.mesophyll.master.registry.WorkerTokens;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.protocol.WorkerId;

/** What operators do to workers. Safe for use by any number of threads. */
public final class WorkerAdministration {
    private final WorkerTokens tokens;
    private final ConnectionRegistry registry;

    WorkerAdministration(WorkerTokens tokens, ConnectionRegistry registry) {
        this.tokens = tokens;
        this.registry = registry;
    }

    /** Registers a worker and returns its token, which is shown this once; empty if it is registered already. */
    public Optional<WorkerToken> register(WorkerId worker) {
        return tokens.register(worker);
    }

    /**
     * Gives a worker a new token, shown this once; the old one stays valid for {@code mesophyll.token-grace}. Empty if
     * no operator made the worker's token.
     */
    public Optional<WorkerToken> rotate(WorkerId worker) {
        return tokens.rotate(worker);
    }

    /**
     * Forgets the tokens that operators made for a worker and ends its connection, with which token ever it was made; false
     * if there are none. A worker that has a token by the settings may come back with that.
     *
     * <p>Both hold even if this throws because the database does not confirm it; the database follows once it can.
     */
    public boolean revoke(WorkerId worker) {
        boolean revoked = tokens.hasMade(worker);
        try {
            revoked |= tokens.revoke(worker);
        } finally {
            if (revoked) {
                registry.disconnect(worker, CloseReason.REVOKED);
            }
        }
        return revoked;
    }

    /** Ends a worker's connection; it may come back. False if it has none. */
    public boolean disconnect(WorkerId worker) {
        return registry.disconnect(worker, CloseReason.DISCONNECTED);
    }
}
