package org.mesophyll.web.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ForbiddenException;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.web.settings.WebSettings;

/** Says whether a worker may reach a tenant. */
@ApplicationScoped
public class TenantOwnership {
    @Inject
    private Dispatcher dispatcher; // set by the container, like all below

    @Inject
    private WebSettings settings;

    /** Checks that a worker owns a tenant, unless the setting turns that off; otherwise 403. */
    public void check(WorkerId worker, TenantId tenant) {
        boolean allowed =
                !settings.tenantOwnershipCheck() || dispatcher.ownerOf(tenant).equals(worker);
        if (!allowed) {
            throw new ForbiddenException("this tenant is not worker " + worker + "'s");
        }
    }
}
