package org.mesophyll.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One request and its answer, without a container. Confined to the test's thread. */
public final class FakeExchange {
    private static final int LOCAL_PORT = 8080;

    private final String method;
    private final String path;
    private final @Nullable String query;
    private final Map<String, List<String>> requestHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, String> responseHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String remoteAddress = "192.0.2.1";
    private String protocol = "HTTP/1.1";
    private int status = 200;
    private DispatcherType dispatcherType = DispatcherType.REQUEST;
    private FakeBody input = new FakeBody();
    private FakePeer peer = new FakePeer();
    private boolean async;
    private boolean undispatchable;
    private boolean resetAll;
    private int completions;
    private @Nullable HttpServletRequest passedOn;

    public FakeExchange(String method, String path, @Nullable String query) {
        this.method = method;
        this.path = path;
        this.query = query;
    }

    public FakeExchange header(String name, String... values) {
        requestHeaders.put(name, List.of(values));
        return this;
    }

    public FakeExchange from(String address) {
        remoteAddress = address;
        return this;
    }

    public FakeExchange protocol(String name) {
        protocol = name;
        return this;
    }

    /** Has a body arrive with the request, or later. */
    public FakeExchange body(FakeBody arriving) {
        input = arriving;
        return this;
    }

    /** Has the answer go to a peer that does not take all of it at once. */
    public FakeExchange to(FakePeer reader) {
        peer = reader;
        return this;
    }

    /** Makes asynchronous dispatches of this request fail. */
    public FakeExchange undispatchable() {
        undispatchable = true;
        return this;
    }

    /** Adds the headers of a proper WebSocket handshake. */
    public FakeExchange handshake() {
        return header("Connection", "keep-alive, Upgrade")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    public int status() {
        return status;
    }

    public String body() {
        return new String(peer.bytes(), StandardCharsets.UTF_8);
    }

    public Optional<String> responseHeader(String name) {
        return Optional.ofNullable(responseHeaders.get(name));
    }

    public Optional<HttpServletRequest> passedOn() {
        return Optional.ofNullable(passedOn);
    }

    public @Nullable Object attribute(String name) {
        return attributes.get(name);
    }

    /** Says whether the request was left open to be answered later. */
    public boolean isDelayed() {
        return async && completions == 0;
    }

    /** Returns whether the request was completed without a dispatch. */
    public boolean isCompleted() {
        return completions > 0;
    }

    /** Returns how often the request was completed. */
    public int completions() {
        return completions;
    }

    /** Returns whether status and headers were reset. */
    public boolean isReset() {
        return resetAll;
    }

    /** Returns whether the request was dispatched, to be handled with its body. */
    public boolean isDispatched() {
        return dispatcherType == DispatcherType.ASYNC;
    }

    public FilterChain chain() {
        return (request, response) -> passedOn = (HttpServletRequest) request;
    }

    public HttpServletRequest request() {
        return fake(HttpServletRequest.class, (proxy, called, arguments) -> switch (called.getName()) {
            case "getMethod" -> method;
            case "getRequestURI", "getServletPath" -> path;
            case "getContextPath" -> "";
            case "getQueryString" -> query;
            case "getRemoteAddr" -> remoteAddress;
            case "getLocalPort" -> LOCAL_PORT;
            case "getProtocol" -> protocol;
            case "getHeader" -> values(arguments).stream().findFirst().orElse(null);
            case "getHeaders" -> Collections.enumeration(values(arguments));
            case "getPathInfo", "getUserPrincipal" -> null;
            case "getContentLengthLong" ->
                values(new Object[] {"Content-Length"}).stream()
                        .findFirst()
                        .map(Long::valueOf)
                        .orElse(-1L);
            case "getInputStream" -> input;
            case "getDispatcherType" -> dispatcherType;
            case "removeAttribute" -> attributes.remove((String) arguments[0]);
            case "getAttribute" -> attributes.get((String) arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "startAsync" -> startAsync();
            default -> throw new UnsupportedOperationException(called.getName());
        });
    }

    public HttpServletResponse response() {
        return fake(HttpServletResponse.class, (proxy, called, arguments) -> switch (called.getName()) {
            case "setStatus" -> answerWith((Integer) arguments[0]);
            case "setHeader" -> responseHeaders.put((String) arguments[0], (String) arguments[1]);
            case "setContentType" -> responseHeaders.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> responseHeaders.put("Content-Length", arguments[0].toString());
            case "sendError" -> answerWith((Integer) arguments[0]);
            case "isCommitted" -> false;
            case "reset" -> reset();
            case "getCharacterEncoding" -> "UTF-8";
            case "setCharacterEncoding" -> null;
            case "getOutputStream" -> peer;
            case "flushBuffer" -> null;
            default -> throw new UnsupportedOperationException(called.getName());
        });
    }

    private List<String> values(Object[] arguments) {
        return requestHeaders.getOrDefault((String) arguments[0], List.of());
    }

    private AsyncContext startAsync() {
        async = true;
        return fake(AsyncContext.class, (proxy, called, arguments) -> switch (called.getName()) {
            case "setTimeout", "addListener" -> null;
            case "dispatch" -> dispatch();
            case "start" -> run((Runnable) arguments[0]);
            case "getResponse" -> response();
            case "complete" -> complete();
            default -> throw new UnsupportedOperationException(called.getName());
        });
    }

    private int answerWith(int newStatus) {
        status = newStatus;
        return newStatus;
    }

    private boolean reset() {
        resetAll = true;
        return true;
    }

    private boolean dispatch() {
        if (undispatchable) {
            throw new IllegalStateException("the request is over");
        }
        dispatcherType = DispatcherType.ASYNC;
        return true;
    }

    private boolean complete() {
        completions++;
        return true;
    }

    private static @Nullable Object run(Runnable work) {
        work.run();
        return null;
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        InvocationHandler discarding = (proxy, called, arguments) -> {
            Object result = handler.invoke(proxy, called, arguments);
            return called.getReturnType() == void.class ? null : result;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, discarding));
    }
}
