package org.mesophyll.web.worker;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
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
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.mesh.websocket.WebSocketWire;
import org.mesophyll.protocol.Subprotocols;
import org.mesophyll.web.guard.ReadingThreads;
import org.mesophyll.web.sockets.InjectedEndpoints;
import org.mesophyll.web.sockets.MessageAssembly;
import org.mesophyll.web.sockets.SessionOpening;

/**
 * A worker's WebSocket. {@link WorkerAuthenticationFilter} has let the worker pass already.
 *
 * <p>The container makes one instance for each connection and calls its methods one at a time, each on whatever thread; it
 * decodes nothing and decides nothing.
 */
@ServerEndpoint(value = "/ws", subprotocols = Subprotocols.V2, configurator = InjectedEndpoints.class)
public class WorkerEndpoint {
    private static final System.Logger LOG = System.getLogger(WorkerEndpoint.class.getName());

    @Inject
    private ConnectionRegistry registry;

    @Inject
    private WorkerAssemblies receptions;

    @Inject
    private ReadingThreads reading;

    private volatile @Nullable WorkerConnection connection; // written by onOpen, like the next
    private volatile @Nullable MessageAssembly reception;

    @OnOpen
    public void onOpen(Session session, EndpointConfig config) throws IOException {
        SessionOpening.run(session, "the worker could not be connected", () -> open(session));
    }

    private void open(Session session) throws IOException {
        SessionOpening.allowSilence(session); // the link's heartbeat decides
        WebSocketWire wire = new WebSocketWire(session, reading::haveReadUntil);
        if (!(session.getUserPrincipal() instanceof WorkerPrincipal principal)) {
            refuse(session); // a spelling of the path that reached the container but not the filter
            return;
        }
        reception = receptions.open(session, principal.handshake().worker(), wire.framing(), this::close);
        connection = registry.connect(principal.handshake(), wire);
    }

    @OnMessage
    public void onFrame(ByteBuffer part, boolean last) {
        MessageAssembly receiving = reception;
        ByteBuffer frame = receiving == null ? null : receiving.binary(part, last);
        if (frame != null) {
            opened().onFrame(frame);
        }
    }

    @OnMessage
    public void onText(String part, boolean last) {
        close(org.mesophyll.mesh.link.CloseReason.TEXT_REFUSED);
    }

    @OnMessage
    public void onPong(PongMessage pong) {
        opened().onPong(pong.getApplicationData());
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
        MessageAssembly receiving = reception;
        WorkerConnection open = connection;
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

    private void close(org.mesophyll.mesh.link.CloseReason reason) {
        opened().close(reason);
    }

    private static void refuse(Session session) throws IOException {
        session.close(new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, "not authenticated"));
    }

    private WorkerConnection opened() {
        WorkerConnection open = connection;
        if (open == null) {
            throw new IllegalStateException("the container delivered a message before the connection was open");
        }
        return open;
    }
}
