package org.mesophyll.it.peer;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Bytes;

/** Somebody who uses the operators' API. Methods may be called from any thread. */
public final class Operator {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    private final URI api;
    private final String token;

    private Operator(URI url, String token) {
        this.api = url.resolve("/api/v1/");
        this.token = token;
    }

    /** Returns somebody who may do everything. */
    public static Operator of(Running master) {
        return of(master.url());
    }

    /** Returns somebody who may do everything. */
    public static Operator of(URI url) {
        return new Operator(url, ItTokens.OPERATOR);
    }

    /** Returns somebody with a token. */
    public static Operator with(Running master, String token) {
        return new Operator(master.url(), token);
    }

    /** Sends a request without a body to a path below {@code /api/v1/}. */
    public HttpReply call(String method, String path) {
        return later(method, path, "").join();
    }

    /** Sends JSON to a path below {@code /api/v1/}. */
    public HttpReply call(String method, String path, String json) {
        return later(method, path, json).join();
    }

    /** Reads a path below {@code /api/v1/}. */
    public HttpReply get(String path) {
        return call("GET", path);
    }

    /** Posts JSON to a path below {@code /api/v1/}. */
    public HttpReply post(String path, String json) {
        return call("POST", path, json);
    }

    /** Sends JSON, or nothing if it is empty, without waiting for the reply. */
    public CompletableFuture<HttpReply> later(String method, String path, String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token)
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (!json.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return HTTP.sendAsync(request.build(), BodyHandlers.ofByteArray()).thenApply(Operator::reply);
    }

    /**
     * Dispatches an event to a tenant.
     *
     * @param data the event's data, as {@code {"value":{"Text":"a"}}}
     */
    public CompletableFuture<HttpReply> dispatch(TenantId tenant, String data, Duration timeout) {
        return later("POST", path(tenant, "dispatch"), event(data, timeout));
    }

    /** Dispatches a text value to a tenant. */
    public CompletableFuture<HttpReply> dispatchText(TenantId tenant, String text, Duration timeout) {
        return dispatch(tenant, "{\"value\":{\"Text\":\"" + text + "\"}}", timeout);
    }

    /** Runs a script called {@code it} for a tenant, with an event whose data is {@code {"name":"Ada"}}. */
    public CompletableFuture<HttpReply> runScript(TenantId tenant, String code, Duration timeout) {
        JsonObject event = Json.createObjectBuilder()
                .add("name", "RunScript")
                .add(
                        "data",
                        Json.createObjectBuilder()
                                .add("json", Json.createObjectBuilder().add("name", "Ada")))
                .build();
        JsonObject body = Json.createObjectBuilder()
                .add("name", "it")
                .add("code", code)
                .add("timeout_ms", timeout.toMillis())
                .add("event", event)
                .build();
        return later("POST", path(tenant, "run-script"), body.toString());
    }

    /** Returns a request with an event called {@code Test}. */
    public static String event(String data, Duration timeout) {
        return "{\"event\":{\"name\":\"Test\",\"data\":" + data + "},\"timeout_ms\":" + timeout.toMillis() + "}";
    }

    /** Returns the path of an action on a tenant, below {@code /api/v1/}. */
    public static String path(TenantId tenant, String action) {
        return "tenants/" + tenant.kind().lowerCaseName() + "/" + tenant.decimalId() + "/" + action;
    }

    /** Returns the sum of a metric over all its labels. */
    public double metric(String name) {
        return get("metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Says whether the master answers at all. */
    public boolean isReady() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api.resolve("health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notNow) {
            return false;
        }
    }

    private static HttpReply reply(HttpResponse<byte[]> response) {
        Map<String, String> headers = new HashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
        return new HttpReply(response.statusCode(), headers, Bytes.copyOf(response.body()));
    }
}
