package org.mesophyll.web.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.TenantStateService;
import org.mesophyll.protocol.state.TenantState;

/** {@code POST /db/tenant-state}: remember this for a tenant. */
@Path("tenant-state")
@ApplicationScoped
@Consumes(MessagePack.MEDIA_TYPE)
public class TenantStateResource {
    @Inject
    private TenantStateService states; // set by the container

    @POST
    @ForTenant
    public Response set(@Context SecurityContext security, @Nullable TenantState state) {
        states.set(Caller.of(security).tenant(), RequiredBody.of(state));
        return Encoded.nothing();
    }
}
