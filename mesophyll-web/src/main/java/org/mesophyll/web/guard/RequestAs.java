package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of somebody who has proven who they are; a WebSocket session that it opens knows them too. */
public final class RequestAs extends HttpServletRequestWrapper {
    private static final String SUBPROTOCOLS = "Sec-WebSocket-Protocol";

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

    /** Returns the sub-protocols of all header lines, which count together (RFC 6455, 11.3.4); Undertow asks for the first only. */
    @Override
    public @Nullable String getHeader(String name) {
        if (!SUBPROTOCOLS.equalsIgnoreCase(name)) {
            return super.getHeader(name);
        }
        List<String> lines = Collections.list(super.getHeaders(SUBPROTOCOLS));
        return lines.isEmpty() ? null : String.join(", ", lines);
    }
}
