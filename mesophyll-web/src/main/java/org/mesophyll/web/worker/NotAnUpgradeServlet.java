package org.mesophyll.web.worker;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Stands behind the WebSocket at {@code /ws} and answers what no endpoint took with 400.
 *
 * <p>It is there for a second reason: a filter can delay its answer only if the servlet behind it allows asynchronous
 * requests, which the containers' own default servlets do not.
 */
public final class NotAnUpgradeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    }
}
