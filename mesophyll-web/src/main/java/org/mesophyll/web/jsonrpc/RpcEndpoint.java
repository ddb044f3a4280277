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
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.websocket.WebSocketWire;
import org.mesophyll.web.api.OperatorPrincipal;
import org.mesophyll.web.settings.JsonRpcSettings;

/**
 * JSON-RPC's WebSocket.
 *
 * <p>The container makes one instance for each connection and calls its methods one at a time, each on whatever thread; it decodes
 * nothing and decides nothing.
 */
@ServerEndpoint(value = "/rpc", subprotocols = "jsonrpc")
public class RpcEndpoint {
    private static final System.Logger LOG = System.getLogger(RpcEndpoint.class.getName());
    private static final org.mesophyll.mesh.link.CloseReason BINARY_REFUSED =
            new org.mesophyll.mesh.link.CloseReason(CloseCodes.CANNOT_ACCEPT.getCode(), "only text frames are allowed");

    @Inject
    private RpcServer server; // set by the container, like the next

    @Inject
    private JsonRpcSettings settings;

    private volatile @Nullable RpcConnection connection; // written by onOpen

    @OnOpen
    public void onOpen(Session session, EndpointConfig config) throws IOException {
        session.setMaxIdleTimeout(0); // the link's pings decide
        session.setMaxTextMessageBufferSize(settings.maxMessageBytes());
        session.setMaxBinaryMessageBufferSize(settings.maxMessageBytes());
        connection =
                server.open(WebSocketWire.ofTexts(session), callerOf(session)).orElse(null);
        if (connection == null) {
            session.close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, "as many sessions are open as may"));
        }
    }

    @OnMessage
    public void onText(String text) {
        RpcConnection open = connection;
        if (open != null) {
            open.onText(text);
        }
    }

    @OnMessage
    public void onFrame(ByteBuffer frame) {
        RpcConnection open = connection;
        if (open != null) {
            open.close(BINARY_REFUSED);
        }
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

    private void ended(org.mesophyll.mesh.link.CloseReason reason) {
        RpcConnection open = connection;
        if (open != null) {
            open.onClosed(reason);
        }
    }

    private static @Nullable Caller callerOf(Session session) {
        return session.getUserPrincipal() instanceof OperatorPrincipal operator
                ? new Caller(operator.getName(), operator.role())
                : null;
    }
}
