package org.mesophyll.web.jsonrpc;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.websocket.WebSocketWire;
import org.mesophyll.web.settings.JsonRpcSettings;
import org.mesophyll.web.sockets.InjectedEndpoints;
import org.mesophyll.web.sockets.MessageAssembly;
import org.mesophyll.web.sockets.SessionOpening;

/**
 * JSON-RPC's WebSocket.
 *
 * <p>The container makes one instance for each connection and calls its methods one at a time, each on whatever thread; it decodes
 * nothing and decides nothing.
 */
@ServerEndpoint(value = "/rpc", subprotocols = "jsonrpc", configurator = InjectedEndpoints.class)
public class RpcEndpoint {
    private static final System.Logger LOG = System.getLogger(RpcEndpoint.class.getName());
    private static final int BINARY_BYTES = 125; // none is taken

    private static final org.mesophyll.mesh.link.CloseReason BINARY_REFUSED =
            new org.mesophyll.mesh.link.CloseReason(CloseCodes.CANNOT_ACCEPT.getCode(), "only text frames are allowed");

    @Inject
    private RpcServer server; // set by the container, like the next

    @Inject
    private JsonRpcSettings settings;

    private volatile @Nullable RpcConnection connection; // written by onOpen, like the next
    private volatile @Nullable MessageAssembly reception;

    @OnOpen
    public void onOpen(Session session, EndpointConfig config) throws IOException {
        SessionOpening.run(session, "the session could not be opened", () -> open(session));
    }

    private void open(Session session) throws IOException {
        SessionOpening.allowSilence(session); // the link's pings decide
        session.setMaxTextMessageBufferSize(settings.maxMessageBytes());
        session.setMaxBinaryMessageBufferSize(BINARY_BYTES);
        WebSocketWire wire = WebSocketWire.ofTexts(session);
        Optional<RpcSessions.OpenSession> opened = server.open(session, wire, this::close);
        if (opened.isEmpty()) {
            session.close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, "as many sessions are open as allowed"));
            return;
        }
        opened(opened.get());
    }

    /** Passes what comes on to a session from here on. */
    void opened(RpcSessions.OpenSession session) {
        reception = session.reception();
        connection = session.connection();
    }

    @OnMessage
    public void onText(String part, boolean last) {
        MessageAssembly receiving = reception;
        RpcConnection open = connection;
        if (receiving == null || open == null) {
            return;
        }
        String text = receiving.text(part, last);
        if (text != null) {
            open.onText(text);
        }
    }

    @OnMessage
    public void onFrame(ByteBuffer part, boolean last) {
        close(BINARY_REFUSED);
    }

    @OnMessage
    public void onPong(PongMessage pong) {
        RpcConnection open = connection;
        if (open != null) {
            open.onPong(pong.getApplicationData());
        }
    }

    @OnClose
    public void onClose(CloseReason reason) {
        ended(org.mesophyll.mesh.link.CloseReason.byPeer(reason.getCloseCode().getCode()));
    }

    @OnError
    public void onError(Session session, Throwable failure) {
        LOG.log(
                Level.DEBUG,
                () -> "session " + session.getId() + " has failed: "
                        + failure.getClass().getName());
        ended(org.mesophyll.mesh.link.CloseReason.CUT);
    }

    private void close(org.mesophyll.mesh.link.CloseReason reason) {
        RpcConnection open = connection;
        if (open != null) {
            open.close(reason);
        }
    }

    private void ended(org.mesophyll.mesh.link.CloseReason reason) {
        MessageAssembly receiving = reception;
        RpcConnection open = connection;
        try {
            if (receiving != null) {
                receiving.end();
            }
        } finally {
            if (open != null) {
                open.onClosed(reason);
            }
        }
    }
}
