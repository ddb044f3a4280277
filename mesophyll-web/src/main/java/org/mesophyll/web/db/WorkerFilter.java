package org.mesophyll.web.db;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.web.worker.WorkerAuthenticationFilter;

/** Makes the worker that the servlet filter let in the caller; without one nothing is answered but 401. */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public class WorkerFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getProperty(WorkerAuthenticationFilter.WORKER) instanceof WorkerId worker) {
            boolean secure = request.getSecurityContext() != null
                    && request.getSecurityContext().isSecure();
            request.setSecurityContext(new Caller(worker, null).securityContext(secure));
            return;
        }
        request.abortWith(Response.status(Response.Status.UNAUTHORIZED).build());
    }
}
