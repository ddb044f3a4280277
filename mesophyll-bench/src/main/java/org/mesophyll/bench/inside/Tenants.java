package org.mesophyll.bench.inside;

import java.util.ArrayList;
import java.util.List;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;

/** Finds tenants that a worker owns. */
final class Tenants {

    /** An id's bits below these do not count for the owner ({@code docs/protocol.md}, section 1). */
    private static final int OWNER_SHIFT = 22;

    private Tenants() {}

    /**
     * Returns tenants of one worker.
     *
     * @throws IllegalArgumentException if the master's worker count leaves that worker without tenants
     */
    static List<TenantId> of(WorkerId worker, int count, Dispatcher dispatcher) {
        List<TenantId> tenants = new ArrayList<>(count);
        for (long share = 1; tenants.size() < count; share++) {
            TenantId candidate = TenantId.guild(share << OWNER_SHIFT | worker.value());
            if (dispatcher.ownerOf(candidate).equals(worker)) {
                tenants.add(candidate);
            } else if (share > (long) (WorkerId.MAX_VALUE + 1) * (tenants.size() + 1)) {
                throw new IllegalArgumentException("worker " + worker + " owns no tenants");
            }
        }
        return tenants;
    }
}
