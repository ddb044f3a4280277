package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A request of somebody who has proven who they are; a WebSocket session that it opens knows them too. */
public final class RequestAs extends HttpServletRequestWrapper {
    private final Principal principal;

    /** Says whose request it is. */
    public RequestAs(HttpServletRequest request, Principal principal) {
        super(request);
        this.principal = principal;
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }
}
