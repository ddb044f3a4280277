package org.mesophyll.bench.load;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Value;

/** A worker over the JDK's own WebSocket client that answers each event with what it carries. */
final class EchoWorker implements WebSocket.Listener, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(EchoWorker.class.getName());
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final LongAdder received;
    private final ScheduledExecutorService heartbeats;
    private final ByteArrayOutputStream frame = new ByteArrayOutputStream(); // confined to the listener's calls

    /** The last send; the JDK's client takes one at a time. */
    private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null); // guarded by this

    private EchoWorker(LongAdder received, ScheduledExecutorService heartbeats) {
        this.received = received;
        this.heartbeats = heartbeats;
    }

    static EchoWorker connect(
            HttpClient client, URI master, int id, String token, LongAdder received, ScheduledExecutorService beats) {
        EchoWorker worker = new EchoWorker(received, beats);
        URI url = URI.create("ws://" + master.getAuthority() + "/ws?id=" + id);
        client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .connectTimeout(CONNECT_LIMIT)
                .buildAsync(url, worker)
                .join();
        return worker;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        frame.writeBytes(bytes);
        if (last) {
            byte[] message = frame.toByteArray();
            frame.reset();
            onFrame(socket, message);
        }
        socket.request(1);
        return null;
    }

    private void onFrame(WebSocket socket, byte[] message) {
        try {
            ServerMessage decoded = ServerMessage.CODEC.decode(message);
            if (decoded instanceof ServerMessage.Hello hello) {
                heartbeats.scheduleAtFixedRate(
                        () -> send(socket, new ClientMessage.Heartbeat()),
                        0,
                        hello.heartbeatIntervalMillis(),
                        TimeUnit.MILLISECONDS);
            } else if (decoded instanceof ServerMessage.DispatchEvent dispatch) {
                received.increment();
                var id = dispatch.requestId();
                if (id != null) {
                    Value answer = ((EventData.OfValue) dispatch.event().data()).value();
                    send(socket, new ClientMessage.DispatchResponse(id, new DispatchResult.Ok(answer)));
                }
            }
        } catch (MalformedMessageException malformed) {
            LOG.log(Level.WARNING, "a frame is no message", malformed);
        }
    }

    private synchronized void send(WebSocket socket, ClientMessage message) {
        ByteBuffer bytes = ByteBuffer.wrap(ClientMessage.CODEC.encode(message));
        lastSend = lastSend.thenCompose(sent -> socket.sendBinary(bytes, true));
    }

    @Override
    public void close() {}
}
