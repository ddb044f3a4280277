package org.mesophyll.web.db;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;

/**
 * The worker that asks, and the tenant that it asks for.
 *
 * @param worker who has proven to be it
 * @param tenantOrNull checked to be the worker's own, if that is checked; null where no tenant is asked for
 */
record Caller(WorkerId worker, @Nullable TenantId tenantOrNull) implements Principal {
    /** Returns {@code worker:} and the decimal id. */
    @Override
    public String getName() {
        return "worker:" + worker;
    }

    /**
     * Returns the caller of a request that passed {@link WorkerFilter}.
     *
     * @throws IllegalStateException if it did not
     */
    static Caller of(SecurityContext security) {
        if (security.getUserPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("the request passed no worker filter");
    }

    /**
     * Returns the tenant of a request that passed {@link TenantFilter}.
     *
     * @throws IllegalStateException if it did not
     */
    TenantId tenant() {
        if (tenantOrNull == null) {
            throw new IllegalStateException("the request passed no tenant filter");
        }
        return tenantOrNull;
    }

    /** Returns a security context with this caller. */
    SecurityContext securityContext(boolean secure) {
        return new SecurityContext() {
            @Override
            public Principal getUserPrincipal() {
                return Caller.this;
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }

            @Override
            public boolean isSecure() {
                return secure;
            }

            @Override
            public String getAuthenticationScheme() {
                return "Bearer";
            }
        };
    }
}
