package org.mesophyll.web.api;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/** Weighs the role that {@link OperatorAuthenticationFilter} found; without one only {@link PermitAll} is open. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class RoleFilter implements ContainerRequestFilter {
    @Context
    private ResourceInfo resource; // set by the container

    @Override
    public void filter(ContainerRequestContext request) {
        if (resource.getResourceClass().isAnnotationPresent(PermitAll.class)) {
            return;
        }
        if (!(request.getProperty(OperatorAuthenticationFilter.ROLE) instanceof Role role)) {
            throw ProblemException.of(ProblemKind.UNAUTHENTICATED, "the request passed no authentication");
        }
        if (!role.allows(request.getMethod())) {
            throw ProblemException.of(
                    ProblemKind.FORBIDDEN, "the role " + role.lowerCaseName() + " may only look: GET and HEAD");
        }
    }
}
