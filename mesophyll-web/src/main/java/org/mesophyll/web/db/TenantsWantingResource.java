package org.mesophyll.web.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.TenantStateService;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.TenantKind;
import org.mesophyll.protocol.state.TenantPage;

/** {@code GET /db/tenants-wanting}: which of the worker's tenants want an event, a page at a time. */
@Path("tenants-wanting")
@ApplicationScoped
@Produces(MessagePack.MEDIA_TYPE)
public class TenantsWantingResource {
    @Inject
    private TenantStateService states; // set by the container

    /** Answers a page; the two {@code after_} are where the page before ended. */
    @GET
    public Response page(
            @Context SecurityContext security,
            @QueryParam("event") @Nullable String event,
            @QueryParam("after_type") @Nullable String afterType,
            @QueryParam("after_id") @Nullable String afterId) {
        if (event == null) {
            throw new BadRequestException("the query must have the parameter event");
        }
        TenantId after = after(afterType, afterId);
        return Encoded.answer(
                TenantPage.CODEC, states.wanting(Caller.of(security).worker(), event, after));
    }

    private static @Nullable TenantId after(@Nullable String kind, @Nullable String id) {
        if (kind == null && id == null) {
            return null;
        }
        if (kind == null || id == null) {
            throw new BadRequestException("after_type and after_id go together");
        }
        try {
            return TenantId.of(TenantKind.parse(kind), id);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }
}
