package org.mesophyll.it.peer;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;

/** A JSON-RPC session over the JDK's own WebSocket, which answers pings by itself. Methods may be called from any thread. */
public final class JsonRpcSession implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int CUT = 1006;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private JsonRpcSession(URI url, String token) {
        WebSocket.Builder builder =
                HTTP.newWebSocketBuilder().connectTimeout(LIMIT).subprotocols("jsonrpc");
        if (!token.isEmpty()) {
            builder.header("Authorization", "Bearer " + token);
        }
        socket = builder.buildAsync(url, new Reading())
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Opens a session of somebody who may do everything. */
    public static JsonRpcSession open(Running master) {
        return with(master.url(), ItTokens.OPERATOR);
    }

    /** Opens a session of somebody who may do everything. */
    public static JsonRpcSession open(URI master) {
        return with(master, ItTokens.OPERATOR);
    }

    /** Opens a session with a token, or without one if it is empty. */
    public static JsonRpcSession with(URI master, String token) {
        return new JsonRpcSession(URI.create("ws://" + master.getAuthority() + "/rpc"), token);
    }

    /** Returns the subprotocol that was agreed on. */
    public String subprotocol() {
        return socket.getSubprotocol();
    }

    /** Sends a text. */
    public void send(String text) {
        socket.sendText(text, true)
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Sends a text, or as much of it as the master takes before it ends the connection. */
    public void sendUntilCut(String text) {
        CompletableFuture<?> sent = socket.sendText(text, true).handle((done, failure) -> failure);
        sent.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Sends a binary frame. */
    public void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Sends a call with the id 1. */
    public void sendCall(String method, String params) {
        send("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":1}");
    }

    /** Makes a call, and returns the whole answer to it. */
    public JsonObject call(String method, String params) throws InterruptedException {
        sendCall(method, params);
        return next().asJsonObject();
    }

    /** Waits for the next message. */
    public JsonStructure next() throws InterruptedException {
        String text = received.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
            throw new IllegalStateException("no message came within " + LIMIT);
        }
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.read();
        }
    }

    /** Returns the close code, once the connection has ended; 1006 if it ended without one. */
    public CompletableFuture<Integer> closed() {
        return closed.copy();
    }

    /** Ends the connection without a word. */
    @Override
    public void close() {
        socket.abort();
    }

    /** The JDK calls its methods one after the other. */
    private final class Reading implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                received.add(parts.toString());
                parts.setLength(0);
            }
            open.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket open, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket open, Throwable failure) {
            closed.complete(CUT);
        }
    }
}
