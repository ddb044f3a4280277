package org.mesophyll.web.db;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Optional;
import org.mesophyll.protocol.TenantId;

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
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        TenantId tenant = TenantQuery.read(name -> single(query, name));
        ownership.check(caller.worker(), tenant);
        request.setSecurityContext(new Caller(caller.worker(), tenant)
                .securityContext(request.getSecurityContext().isSecure()));
    }

    private static Optional<String> single(MultivaluedMap<String, String> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
