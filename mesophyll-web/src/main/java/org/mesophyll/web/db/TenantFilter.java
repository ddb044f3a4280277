package org.mesophyll.web.db;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.TenantKind;

/** Reads the tenant from the query, before the body is: 400 if it is none, 403 if it is another worker's. */
@Provider
@ForTenant
@Priority(Priorities.AUTHORIZATION)
@ApplicationScoped
public class TenantFilter implements ContainerRequestFilter {
    @Inject
    private TenantOwnership ownership; // set by the container

    @Override
    public void filter(ContainerRequestContext request) {
        Caller caller = Caller.of(request.getSecurityContext());
        TenantId tenant = tenantOf(request.getUriInfo().getQueryParameters());
        ownership.check(caller.worker(), tenant);
        request.setSecurityContext(new Caller(caller.worker(), tenant)
                .securityContext(request.getSecurityContext().isSecure()));
    }

    private static TenantId tenantOf(MultivaluedMap<String, String> query) {
        try {
            return TenantId.of(TenantKind.parse(single(query, "tenant_type")), single(query, "tenant_id"));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    private static String single(MultivaluedMap<String, String> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() != 1) {
            throw new IllegalArgumentException(
                    "the query must have the parameter " + name + " once, it has it " + values.size() + " times");
        }
        return values.get(0);
    }
}
