package org.mesophyll.web.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.web.guard.AllowedOrigins;
import org.mesophyll.web.guard.BearerToken;
import org.mesophyll.web.guard.FailureThrottle;
import org.mesophyll.web.guard.Refusals;
import org.mesophyll.web.guard.RequestAs;
import org.mesophyll.web.guard.Stranger;
import org.mesophyll.web.guard.UpgradeRequest;

/**
 * Lets only those with an operator's token in to {@code /api/v1} and {@code /rpc}, but for the health checks and the description,
 * which are open, and JSON-RPC, which has open methods. Whoever shows a token passes with a role, which the request's attribute {@value #ROLE} holds and {@link RoleFilter} weighs.
 */
public final class OperatorAuthenticationFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    static final String ROLE = "org.mesophyll.role";

    // compared with the path as it was sent: a request that is spelled in another way is not open
    private static final Set<String> OPEN =
            Set.of("/api/v1/health/live", "/api/v1/health/ready", "/api/v1/openapi.json");

    private static final String JSON_RPC_PATH = "/rpc";

    private static final String FOREIGN_ORIGIN =
            "pages may connect from this master's own origin and from those that the"
                    + " setting mesophyll.allowed-origins lists";

    private static final Refusals.Answer TOO_MANY_SESSIONS = new TooManySessions();

    private final transient OperatorTokens tokens;
    private final transient Refusals refusals;
    private final transient MasterMetrics metrics;
    private final transient AllowedOrigins origins;
    private final transient Predicate<Stranger> mayOpenSession;
    private final transient Refusals sessionRefusals;

    OperatorAuthenticationFilter(
            OperatorTokens tokens,
            Refusals refusals,
            MasterMetrics metrics,
            AllowedOrigins origins,
            Predicate<Stranger> mayOpenSession,
            Refusals sessionRefusals) {
        this.tokens = tokens;
        this.refusals = refusals;
        this.metrics = metrics;
        this.origins = origins;
        this.mayOpenSession = mayOpenSession;
        this.sessionRefusals = sessionRefusals;
    }

    /**
     * Makes the filter with the tokens of a file, which is made if it does not exist.
     *
     * @param mayOpenSession whether somebody without a token may open a session of JSON-RPC now
     * @param sessionRefusals refuses those who may not, later each time: who is refused at once comes back at once
     * @throws IOException if the file can be neither read nor made
     * @throws IllegalArgumentException if it has not its form
     */
    public static OperatorAuthenticationFilter open(
            Path tokenFile,
            Refusals refusals,
            MasterMetrics metrics,
            AllowedOrigins origins,
            Predicate<Stranger> mayOpenSession,
            Refusals sessionRefusals)
            throws IOException {
        return new OperatorAuthenticationFilter(
                OperatorTokenFile.open(tokenFile), refusals, metrics, origins, mayOpenSession, sessionRefusals);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (origins.areForeign(request) && isJsonRpc(request)) {
            metrics.authenticationFailed(MasterMetrics.AuthenticationFailure.ORIGIN);
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            Problems.write(response, Problem.of(ProblemKind.FOREIGN_ORIGIN, FOREIGN_ORIGIN));
            return;
        }
        if (isOpen(request)) {
            chain.doFilter(request, response);
            return;
        }
        if (isJsonRpc(request) && request.getHeader("Authorization") == null) {
            passStranger(request, response, chain);
            return;
        }
        Optional<String> token = BearerToken.of(request);
        if (token.isEmpty()) {
            unauthenticated(response, "Bearer realm=\"mesophyll\"", "the request has no bearer token");
            return;
        }
        WrongToken wrong = new WrongToken();
        Optional<FailureThrottle.Attempt> attempt = refusals.begin(request, response, token.get(), wrong);
        if (attempt.isEmpty()) {
            return;
        }
        Optional<OperatorTokens.Operator> operator = attempt.get().compare(() -> tokens.find(token.get()));
        if (operator.isEmpty()) {
            metrics.authenticationFailed(MasterMetrics.AuthenticationFailure.OPERATOR_TOKEN);
            refusals.refuse(attempt.get(), request, response, wrong);
            return;
        }
        attempt.get().succeeded();
        OperatorTokens.Operator who = operator.get();
        request.setAttribute(ROLE, who.role());
        chain.doFilter(new RequestAs(request, new OperatorPrincipal(who.role(), who.name())), response);
    }

    private void passStranger(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Stranger stranger = Stranger.of(request);
        if (request.getHeader("Upgrade") == null || mayOpenSession.test(stranger)) {
            chain.doFilter(new RequestAs(request, stranger), response);
            return;
        }
        metrics.authenticationFailed(MasterMetrics.AuthenticationFailure.TOO_MANY_SESSIONS);
        Optional<FailureThrottle.Attempt> attempt =
                sessionRefusals.begin(request, response, JSON_RPC_PATH, TOO_MANY_SESSIONS);
        if (attempt.isPresent()) {
            sessionRefusals.refuse(attempt.get(), request, response, TOO_MANY_SESSIONS);
        }
    }

    /** Returns whether a request shows an operator's token, without counting a failure if it does not. */
    public boolean knows(HttpServletRequest request) {
        return BearerToken.of(request).flatMap(tokens::find).isPresent();
    }

    /** JSON-RPC answers for itself those who show no token: some of its methods are open, and one of them lets them in. */
    private static boolean isJsonRpc(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (!path.equals(JSON_RPC_PATH)) {
            return false;
        }
        return (isJson(request) && "POST".equals(request.getMethod()))
                || UpgradeRequest.formOf(request) == UpgradeRequest.Form.PROPER;
    }

    /** Returns whether a request says that its body is JSON, which at {@code /rpc} is JSON-RPC. */
    public static boolean isJson(HttpServletRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_JSON);
    }

    private static boolean isOpen(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return OPEN.contains(path) && Role.VIEWER.allows(request.getMethod());
    }

    private static void unauthenticated(HttpServletResponse response, String challenge, String detail)
            throws IOException {
        response.setHeader("WWW-Authenticate", challenge);
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        Problems.write(response, Problem.of(ProblemKind.UNAUTHENTICATED, detail));
    }

    private static final class WrongToken implements Refusals.Answer {
        @Override
        public void writeTo(HttpServletResponse response) throws IOException {
            unauthenticated(
                    response,
                    "Bearer realm=\"mesophyll\", error=\"invalid_token\"",
                    "this token does not belong to an operator");
        }

        @Override
        public void writeTooMany(HttpServletResponse response) throws IOException {
            Problems.write(
                    response,
                    Problem.of(
                            ProblemKind.TOO_MANY_FAILURES,
                            "too many failed attempts; try again after the time in Retry-After"));
        }
    }

    private static final class TooManySessions implements Refusals.Answer {
        @Override
        public void writeTo(HttpServletResponse response) throws IOException {
            response.setStatus(ProblemKind.TOO_MANY_SESSIONS.status());
            response.setHeader("Retry-After", "1");
            writeTooMany(response);
        }

        @Override
        public void writeTooMany(HttpServletResponse response) throws IOException {
            response.setHeader("Connection", "close"); // what was sent behind the handshake is no request
            Problems.write(
                    response,
                    Problem.of(
                            ProblemKind.TOO_MANY_SESSIONS,
                            "your address has, or begins, as many sessions without a token as it may"
                                    + " (mesophyll.json-rpc.max-anonymous-sessions-per-address,"
                                    + " anonymous-sessions-per-second)"));
        }
    }
}
