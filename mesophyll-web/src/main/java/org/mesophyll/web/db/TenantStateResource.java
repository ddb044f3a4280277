package org.mesophyll.web.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.TenantStateService;
import org.mesophyll.protocol.Fencing;
import org.mesophyll.protocol.state.TenantState;

/** {@code /db/tenant-state}: what a tenant has told its worker to remember. */
@Path("tenant-state")
@ApplicationScoped
@Consumes(MessagePack.MEDIA_TYPE)
public class TenantStateResource {
    @Inject
    private TenantStateService states; // set by the container, like all below

    @Inject
    private Fence fence;

    @GET
    @ForTenant
    public Response get(@Context SecurityContext security) {
        return Encoded.stored(states.encoded(Caller.of(security).tenant()));
    }

    @POST
    @ForTenant
    public Response set(
            @Context SecurityContext security,
            @HeaderParam(Fencing.EPOCH_HEADER) @Nullable String epoch,
            @Nullable TenantState state) {
        TenantState asked = RequiredBody.of(state);
        Caller caller = Caller.of(security);
        fence.check(caller.worker(), epoch);
        states.set(caller.tenant(), asked);
        return Encoded.nothing();
    }
}
