package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.MasterUrl;
import org.mesophyll.client.json.JsonDocuments;
import org.mesophyll.protocol.Printable;

/** Asks a master's {@code /api/v1} and JSON-RPC, and gives each refusal its exit code. */
final class OperatorApi {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_ANSWER_BYTES = 64 << 20;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final MasterUrl master;
    private final @Nullable String token;
    private final Duration timeout;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * Makes it; nothing is sent yet.
     *
     * @param token an operator's, or null for what everybody may ask
     */
    OperatorApi(MasterUrl master, @Nullable String token, Duration timeout) {
        this.master = master;
        this.token = token;
        this.timeout = timeout;
    }

    /**
     * Asks for something below {@code /api/v1}.
     *
     * @throws CommandFailure if the master does not answer with a success
     */
    JsonValue get(String path) {
        return send(request(path).GET().build());
    }

    /** Asks like {@link #get}, and takes an answer with one more status for a success. */
    JsonValue get(String path, int alsoTaken) {
        return send(request(path).GET().build(), alsoTaken);
    }

    /** Deletes something; like {@link #get} otherwise. */
    void delete(String path) {
        JsonValue unused = send(request(path).DELETE().build());
    }

    /** Sends a document; like {@link #get} otherwise. */
    JsonValue post(String path, JsonObject body) {
        return send(request(path)
                .POST(BodyPublishers.ofString(body.toString()))
                .header("Content-Type", "application/json")
                .build());
    }

    /**
     * Calls a method of JSON-RPC ({@code docs/json-rpc.md}), and returns its result.
     *
     * @throws CommandFailure if the master answers with an error
     */
    JsonValue call(String method, JsonObject params) {
        JsonObject request = Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("method", method)
                .add("params", params)
                .add("id", 1)
                .build();
        JsonValue answer = send(requestAt("/rpc")
                .POST(BodyPublishers.ofString(request.toString()))
                .header("Content-Type", "application/json")
                .build());
        if (answer instanceof JsonObject object && object.containsKey("result")) {
            return object.get("result");
        }
        throw RpcFailures.of(answer);
    }

    private HttpRequest.Builder request(String path) {
        return requestAt("/api/v1" + path);
    }

    private HttpRequest.Builder requestAt(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(master.http(path))
                .timeout(timeout)
                .header("Accept", "application/json, application/problem+json");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonValue send(HttpRequest request) {
        return send(request, OK);
    }

    private JsonValue send(HttpRequest request, int alsoTaken) {
        try {
            return outcome(request, http.send(request, BodyHandlers.ofInputStream()), alsoTaken);
        } catch (SSLException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    master + " cannot be reached by TLS: " + Printable.of(String.valueOf(e.getMessage())),
                    e);
        } catch (HttpConnectTimeoutException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, master + " cannot be reached in time", e);
        } catch (HttpTimeoutException e) {
            throw new CommandFailure(
                    ExitCode.TIMED_OUT,
                    "no answer within " + timeout.toSeconds() + " s; the request may still be running",
                    e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, master + " cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "interrupted", e);
        }
    }

    private JsonValue outcome(HttpRequest request, HttpResponse<InputStream> response, int alsoTaken)
            throws IOException {
        Optional<JsonValue> json = document(response);
        int status = response.statusCode();
        if (status == OK && json.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "got 200 without JSON from " + request.uri()
                            + ": this is no master's answer, and probably nothing was done; is --url the master's root?");
        }
        JsonValue document = json.orElse(JsonValue.NULL);
        if (status / 100 == 2 || (status == alsoTaken && json.isPresent())) {
            return document;
        }
        if (status == NOT_FOUND && !(document instanceof JsonObject)) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no Mesophyll API at " + request.uri() + " (404); is --url the master's root?");
        }
        throw new CommandFailure(exitCode(status), "the master answered " + status + reason(document));
    }

    /** Returns the document of an answer; empty if it has none. */
    private static Optional<JsonValue> document(HttpResponse<InputStream> response) throws IOException {
        byte[] body;
        try (InputStream in = response.body()) {
            body = in.readNBytes(MOST_ANSWER_BYTES + 1);
        }
        if (body.length > MOST_ANSWER_BYTES) {
            throw new CommandFailure(
                    ExitCode.FAILED, "the answer is over " + MOST_ANSWER_BYTES + " bytes, the limit of this client");
        }
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        if (!json || body.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonDocuments.parseAnswer(body));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.FAILED, "the master's answer is not JSON", e);
        }
    }

    private static ExitCode exitCode(int status) {
        return switch (status) {
            case 401, 403 -> ExitCode.UNAUTHORIZED;
            case 404 -> ExitCode.NOT_FOUND;
            case 429 -> ExitCode.BACKPRESSURE;
            case 502, 503 -> ExitCode.UNAVAILABLE;
            case 504 -> ExitCode.TIMED_OUT;
            default -> ExitCode.FAILED;
        };
    }

    /** Returns what problem details (RFC 9457) say, in front of it a colon. */
    private static String reason(JsonValue document) {
        if (!(document instanceof JsonObject problem)) {
            return "";
        }
        JsonValue detail = problem.getOrDefault("detail", problem.getOrDefault("title", JsonValue.NULL));
        return detail instanceof JsonString text ? ": " + Printable.of(text.getString()) : "";
    }
}
