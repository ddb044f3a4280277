package org.mesophyll.web.db;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.ForbiddenException;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.protocol.Sharding;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.web.settings.WebSettings;

/** Says whether a worker may reach a tenant. */
@Dependent
public class TenantOwnership {
    private final MasterSettings master;
    private final WebSettings settings;

    @Inject
    public TenantOwnership(MasterSettings master, WebSettings settings) {
        this.master = master;
        this.settings = settings;
    }

    /** Checks that a worker owns a tenant, unless the setting turns that off; otherwise 403. */
    public void check(WorkerId worker, TenantId tenant) {
        WorkerId owner = Sharding.ownerOf(tenant, master.workerCount());
        if (settings.tenantOwnershipCheck() && !owner.equals(worker)) {
            throw new ForbiddenException("the tenant belongs to worker " + owner + ", not to worker " + worker);
        }
    }
}
