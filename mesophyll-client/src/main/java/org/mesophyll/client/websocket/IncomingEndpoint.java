package org.mesophyll.client.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.websocket.Connector.Incoming;
import org.mesophyll.mesh.websocket.WebSocketWire;

/** Hands on what one session receives, and puts the fragments of a message together up to a limit. */
final class IncomingEndpoint extends Endpoint {
    private static final System.Logger LOG = System.getLogger(IncomingEndpoint.class.getName());

    private final Incoming incoming;
    private final int maxMessageBytes;

    IncomingEndpoint(Incoming incoming, int maxMessageBytes) {
        this.incoming = incoming;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        WebSocketWire wire = wireOf(session, SocketContainer.connectionOf(config.getUserProperties()));
        session.addMessageHandler(ByteBuffer.class, new Fragments(wire.framing().maxFrameBytes(maxMessageBytes)));
        session.addMessageHandler(String.class, new TextFragments());
        session.addMessageHandler(PongMessage.class, (MessageHandler.Whole<PongMessage>)
                pong -> incoming.onPong(pong.getApplicationData()));
        incoming.onOpen(wire);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        incoming.onClosed(reason.getCloseCode().getCode());
    }

    @Override
    public void onError(Session session, Throwable failure) {
        LOG.log(Level.DEBUG, "the connection failed", failure);
    }

    /** Has frames go to the connection itself where it is one of ours: the library masks them byte by byte. */
    private static WebSocketWire wireOf(Session session, @Nullable SocketConnection socket) {
        return socket == null
                ? new WebSocketWire(session)
                : new WebSocketWire(
                        session, (frame, callback) -> socket.write(MaskedFrames.of(frame), callback), socket::cut);
    }

    /** Collects binary fragments; called by one thread at a time. */
    private final class Fragments implements MessageHandler.Partial<ByteBuffer> {
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
        private final int maxBytes;
        private long total; // confined to the session's reading thread

        private Fragments(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public void onMessage(ByteBuffer part, boolean last) {
            total += part.remaining();
            if (last && total == part.remaining() && total <= maxBytes) {
                total = 0;
                incoming.onBinary(part);
                return;
            }
            if (total <= maxBytes) {
                byte[] bytes = new byte[part.remaining()];
                part.get(bytes);
                collected.write(bytes, 0, bytes.length);
            }
            if (last) {
                end();
            }
        }

        private void end() {
            byte[] message = collected.toByteArray();
            long size = total;
            collected.reset();
            total = 0;
            if (size <= maxBytes) {
                incoming.onBinary(ByteBuffer.wrap(message));
                return;
            }
            incoming.onSkipped("a message of " + size + " bytes, the limit is " + maxBytes);
        }
    }

    /** Counts text, which no master sends. */
    private final class TextFragments implements MessageHandler.Partial<String> {
        private long total; // confined to the session's reading thread

        @Override
        public void onMessage(String part, boolean last) {
            total += part.length();
            if (last) {
                long size = total;
                total = 0;
                incoming.onSkipped("a text message of " + size + " characters, only binary ones are read");
            }
        }
    }
}
