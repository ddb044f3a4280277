package org.mesophyll.web.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.mesophyll.master.state.TenantStateService;
import org.mesophyll.protocol.state.TenantState;

/** {@code GET /db/tenant-states}: what the worker's tenants have told it to remember. */
@Path("tenant-states")
@ApplicationScoped
@Produces(MessagePack.MEDIA_TYPE)
public class TenantStatesResource {
    @Inject
    private TenantStateService states; // set by the container

    @GET
    public Response owned(@Context SecurityContext security) {
        return Encoded.answer(
                TenantState.BY_TENANT_CODEC, states.ownedBy(Caller.of(security).worker()));
    }
}
