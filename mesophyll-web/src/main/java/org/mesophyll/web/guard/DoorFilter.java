package org.mesophyll.web.guard;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * Receives the body of a request, has its sender authenticated, passes it on with its body in memory, and sends the answer
 * when it is complete. No thread waits for a body or for a peer that does not read, and no body is left unread, for which
 * WildFly waits and which leaves a stream of HTTP/2 open on Payara.
 *
 * <p>To be mapped to requests and to asynchronous dispatches. A body that has arrived with its request, as small ones do
 * over HTTP/1.1, costs no dispatch.
 */
public final class DoorFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(DoorFilter.class.getName());

    static final String RECEPTION = "org.mesophyll.reception";

    private static final Set<String> WEB_SOCKETS = Set.of("/ws", "/rpc");
    private static final byte[] NOTHING = {};
    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE", "OPTIONS");

    private final transient Filter authentication;
    private final transient BodyReceptions receptions;
    private final transient AnswerDeliveries deliveries;
    private final transient BodyRule rule;

    /**
     * Makes a door.
     *
     * @param authentication passes on the requests of those who may come in, and answers the others
     * @param receptions the bodies of all doors
     * @param deliveries the answers of all doors
     * @param rule what this door allows
     */
    public DoorFilter(Filter authentication, BodyReceptions receptions, AnswerDeliveries deliveries, BodyRule rule) {
        this.authentication = authentication;
        this.receptions = receptions;
        this.deliveries = deliveries;
        this.rule = rule;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            handle(request, response, chain);
            return;
        }
        long declared = request.getContentLengthLong();
        if (isUpgrade(request, declared)) {
            if (!QueryParameters.isWellFormed(request.getQueryString())) {
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
                return;
            }
            authentication.doFilter(request, response, chain);
            return;
        }
        ServletInputStream in = request.getInputStream();
        if (!ReceivedRequest.isHttp1(request) && isReset(in)) {
            return; // nobody waits for an answer
        }
        if (declared > 0 && in.available() >= declared && isAllowed(request, declared)) {
            pass(request, in.readNBytes((int) declared), response, chain);
        } else if (hasArrived(request, declared, in)) {
            pass(request, in.readNBytes(in.available()), response, chain);
        } else if (hasNoBody(request, declared, in)) {
            pass(request, NOTHING, response, chain);
        } else {
            receptions.receive(rule, request, response, request.startAsync(request, response));
        }
    }

    /**
     * Returns whether the stream of a request was reset before the request was handled. WildFly tells nobody of that, so the
     * request would wait for its body until the deadline, and thousands a second may be reset.
     */
    private static boolean isReset(ServletInputStream in) {
        try {
            int unused = in.available();
            return false;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a stream was reset before its request was handled", e);
            return true;
        }
    }

    /**
     * Returns whether a request has no body, as its head says. A stream that is finished and has no bytes says it only where
     * a body would not be read anyway: on Payara a body of HTTP/2 is finished a moment before its bytes can be read.
     */
    private static boolean hasNoBody(HttpServletRequest request, long declared, ServletInputStream in) {
        if (declared == 0) {
            return true;
        }
        if (declared > 0 || request.getHeader("Transfer-Encoding") != null) {
            return false;
        }
        return ReceivedRequest.isHttp1(request) || (BODILESS.contains(request.getMethod()) && in.isFinished());
    }

    /** Returns whether a body of HTTP/2 that declares no length is there as a whole; only Payara says so. */
    private boolean hasArrived(HttpServletRequest request, long declared, ServletInputStream in) throws IOException {
        return declared < 0
                && !ReceivedRequest.isHttp1(request)
                && PeerConnection.isPayara(request)
                && in.isFinished()
                && in.available() > 0
                && isAllowed(request, in.available());
    }

    /** Asks for the token only where it makes a difference. */
    private boolean isAllowed(HttpServletRequest request, long declared) {
        return declared <= BodyReceptions.STRANGER_BYTES || declared <= rule.limitBytes(request);
    }

    private void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request.getAttribute(RECEPTION) instanceof BodyReception reception)) {
            authentication.doFilter(request, response, chain);
            return;
        }
        request.removeAttribute(RECEPTION);
        try {
            collect(
                    request,
                    response,
                    (answered, answer) -> authentication.doFilter(
                            reception.received(answered),
                            answer,
                            reception.isTooLarge() ? (known, refused) -> refuseTooLarge(reception, answer) : chain));
        } finally {
            reception.end();
        }
    }

    private void refuseTooLarge(BodyReception reception, HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        rule.refusal().write(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, reception.tooLarge());
    }

    private void pass(HttpServletRequest request, byte[] body, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        collect(
                request,
                response,
                (answered, answer) -> authentication.doFilter(
                        new ReceivedRequest(answered, ReceivedRequest.Target.of(request), body, body.length),
                        answer,
                        chain));
    }

    /** Handles a request. */
    @FunctionalInterface
    private interface Handling {
        void run(HttpServletRequest request, HttpServletResponse answer) throws IOException, ServletException;
    }

    /** Has a request handled whose answer is collected, and sends the answer. */
    private void collect(HttpServletRequest request, HttpServletResponse response, Handling handling)
            throws IOException, ServletException {
        CollectedAnswer answer = deliveries.collect(rule, request, response);
        boolean isHandled = false;
        try {
            handling.run(answer.request(), answer);
            isHandled = true;
        } finally {
            if (isHandled) {
                answer.leave();
            } else {
                answer.abandon();
            }
        }
    }

    /** A WebSocket's handshake must not have its stream touched. */
    private static boolean isUpgrade(HttpServletRequest request, long declared) {
        return declared <= 0
                && request.getHeader("Upgrade") != null
                && request.getHeader("Transfer-Encoding") == null
                && "GET".equals(request.getMethod())
                && ReceivedRequest.isHttp1(request)
                && WEB_SOCKETS.contains(path(request));
    }

    private static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        return info == null ? request.getServletPath() : request.getServletPath() + info;
    }
}
