package org.mesophyll.it.container;

import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.FrameSink;
import org.mesophyll.mesh.websocket.WebSocketWire;

/** Echoes by the wire that the workers' endpoint has; it stands beside that endpoint. */
@ServerEndpoint("/echo")
public class EchoEndpoint {
    private static final int MOST_BYTES = 17 << 20; // the largest message of the Autobahn suite has 16 MiB
    private static final long LIMIT_SECONDS = 60;

    private volatile @Nullable WebSocketWire wire; // written by onOpen

    @OnOpen
    public void onOpen(Session session) {
        session.setMaxIdleTimeout(0);
        session.setMaxBinaryMessageBufferSize(MOST_BYTES);
        session.setMaxTextMessageBufferSize(MOST_BYTES);
        wire = new WebSocketWire(session);
    }

    @OnMessage
    public void onFrame(ByteBuffer frame) throws Exception {
        ByteBuffer copy = ByteBuffer.allocate(frame.remaining()).put(frame).flip();
        CompletableFuture<Void> written = new CompletableFuture<>();
        Objects.requireNonNull(wire, "opened").send(copy, new FrameSink.SendCallback() {
            @Override
            public void sent() {
                written.complete(null);
            }

            @Override
            public void failed(Throwable cause) {
                written.completeExceptionally(cause);
            }
        });
        written.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @OnMessage
    public void onText(String text, Session session) throws IOException {
        session.getBasicRemote().sendText(text);
    }
}
