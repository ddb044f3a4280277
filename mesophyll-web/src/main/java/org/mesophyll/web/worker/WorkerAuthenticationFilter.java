package org.mesophyll.web.worker;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.LogText;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.registry.AuthenticationOutcome;
import org.mesophyll.master.registry.Handshake;
import org.mesophyll.web.guard.AllowedOrigins;
import org.mesophyll.web.guard.BearerToken;
import org.mesophyll.web.guard.FailureThrottle;
import org.mesophyll.web.guard.QueryParameters;
import org.mesophyll.web.guard.Refusals;
import org.mesophyll.web.guard.RequestAs;
import org.mesophyll.web.guard.UpgradeRequest;

/**
 * Lets only workers that prove who they are in to {@code /ws} and {@code /db}, before anything else looks at the request
 * ({@code docs/protocol.md}, sections 2 and 3).
 *
 * <p>In this order: a foreign origin is 403, a missing or malformed id 400, an unknown one 404, a wrong token 401, at
 * {@code /ws} what is no handshake 405, 426 or 400, and malformed languages 400; all with an empty body. Whoever passes is the request's user
 * principal, a {@link WorkerPrincipal}, and its attribute {@value #WORKER}.
 */
public final class WorkerAuthenticationFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** The request attribute that holds the {@link org.mesophyll.protocol.WorkerId} of a worker that has proven who it is. */
    public static final String WORKER = "org.mesophyll.worker";

    /** Where the WebSocket is. */
    public static final String WEB_SOCKET_PATH = "/ws";

    private static final Logger LOG = System.getLogger(WorkerAuthenticationFilter.class.getName());
    private static final int UPGRADE_REQUIRED = 426;

    private final transient WorkerVerifier verifier;
    private final transient Refusals refusals;
    private final transient MasterMetrics metrics;
    private final transient AllowedOrigins origins;

    /**
     * Joins what decides, what answers and what counts.
     */
    public WorkerAuthenticationFilter(
            WorkerVerifier verifier, Refusals refusals, MasterMetrics metrics, AllowedOrigins origins) {
        this.verifier = verifier;
        this.refusals = refusals;
        this.metrics = metrics;
        this.origins = origins;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        if (origins.areForeign(request)) {
            metrics.authenticationFailed(MasterMetrics.AuthenticationFailure.ORIGIN);
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        QueryParameters query = QueryParameters.parse(request.getQueryString());
        String id = query.single("id").orElse(null);
        String token = tokenOf(request, query);
        Optional<FailureThrottle.Attempt> attempt = refusals.begin(request, response, id + " " + token, later -> {});
        if (attempt.isEmpty()) {
            return;
        }
        AuthenticationOutcome outcome = attempt.get().compare(() -> verifier.authenticate(id, token));
        if (!(outcome instanceof AuthenticationOutcome.Accepted accepted)) {
            refuse(attempt.get(), request, response, Refusal.of(outcome));
            return;
        }
        attempt.get().succeeded();
        if (isAtWebSocket(request.getServletPath()) && !isHandshake(request, response)) {
            return;
        }
        Optional<Set<String>> languages = languagesOf(query);
        if (languages.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        request.setAttribute(WORKER, accepted.worker());
        Handshake handshake = Handshake.proven(accepted.worker(), languages.get(), String.valueOf(token));
        chain.doFilter(new RequestAs(request, new WorkerPrincipal(handshake)), response);
    }

    /** Returns whether a request shows the token of a worker, without counting a failure if it does not. */
    public boolean knows(HttpServletRequest request) {
        QueryParameters query = QueryParameters.parse(request.getQueryString());
        return verifier.authenticate(query.single("id").orElse(null), tokenOf(request, query))
                instanceof AuthenticationOutcome.Accepted;
    }

    /** Returns what the worker says that it runs, none if it does not say; empty if that is malformed. */
    private static Optional<Set<String>> languagesOf(QueryParameters query) {
        return query.has("languages") ? query.single("languages").flatMap(Handshake::languages) : Optional.of(Set.of());
    }

    private static boolean isAtWebSocket(String path) {
        return path.equals(WEB_SOCKET_PATH) || path.startsWith(WEB_SOCKET_PATH + "/");
    }

    private static @Nullable String tokenOf(HttpServletRequest request, QueryParameters query) {
        if (query.has("token")) {
            return query.single("token").orElse(null);
        }
        return BearerToken.of(request).orElse(null);
    }

    private void refuse(
            FailureThrottle.Attempt attempt, HttpServletRequest request, HttpServletResponse response, Refusal refusal)
            throws IOException {
        metrics.authenticationFailed(refusal.counted);
        if (LOG.isLoggable(Level.DEBUG)) {
            LOG.log(
                    Level.DEBUG,
                    "refused a worker from {0} with {1}",
                    LogText.safe(request.getRemoteAddr()),
                    Integer.toString(refusal.status));
        }
        refusals.refuse(attempt, request, response, later -> later.setStatus(refusal.status));
    }

    /** Why a worker is refused. */
    private enum Refusal {
        MALFORMED_ID(HttpServletResponse.SC_BAD_REQUEST, MasterMetrics.AuthenticationFailure.WORKER_ID),
        UNKNOWN_WORKER(HttpServletResponse.SC_NOT_FOUND, MasterMetrics.AuthenticationFailure.WORKER_UNKNOWN),
        WRONG_TOKEN(HttpServletResponse.SC_UNAUTHORIZED, MasterMetrics.AuthenticationFailure.WORKER_TOKEN);

        private final int status;
        private final MasterMetrics.AuthenticationFailure counted;

        Refusal(int status, MasterMetrics.AuthenticationFailure counted) {
            this.status = status;
            this.counted = counted;
        }

        private static Refusal of(AuthenticationOutcome outcome) {
            if (outcome instanceof AuthenticationOutcome.MalformedId) {
                return MALFORMED_ID;
            }
            return outcome instanceof AuthenticationOutcome.UnknownWorker ? UNKNOWN_WORKER : WRONG_TOKEN;
        }
    }

    private static boolean isHandshake(HttpServletRequest request, HttpServletResponse response) {
        UpgradeRequest.Form form = UpgradeRequest.formOf(request);
        switch (form) {
            case PROPER -> {
                return true;
            }
            case NOT_GET -> {
                response.setHeader("Allow", "GET");
                response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            }
            case OTHER_VERSION -> {
                response.setHeader("Sec-WebSocket-Version", "13");
                response.setStatus(UPGRADE_REQUIRED);
            }
            case MALFORMED -> response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        }
        return false;
    }
}
