package org.mesophyll.client.websocket;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.glassfish.tyrus.client.auth.AuthenticationException;
import org.glassfish.tyrus.core.HandshakeException;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.protocol.Subprotocols;

/**
 * Opens WebSocket connections with Tyrus.
 *
 * <p>All connections of a process share their daemon threads, which end a second after the last of them.
 */
public final class TyrusConnector implements Connector {
    private static final int IDLE_SECONDS = 1;
    /** A frame at the limit has a header, and the next frame may be in the buffer too, besides what one read brings. */
    private static final int BUFFERED_FRAMES = 2;

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private final ClientManager client;
    private final int maxMessageBytes;

    /**
     * Makes a connector without connections.
     *
     * @param handshakeTimeout how long {@link #connect} may take
     * @param maxMessageBytes the largest message that is handed on; a single frame over twice that closes the connection
     */
    public TyrusConnector(Duration handshakeTimeout, int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
        this.client = ClientManager.createClient(SocketContainer.class.getName());
        Map<String, Object> properties = client.getProperties();
        properties.put(ClientProperties.HANDSHAKE_TIMEOUT, Math.toIntExact(handshakeTimeout.toMillis()));
        properties.put(
                ClientProperties.INCOMING_BUFFER_SIZE,
                BUFFERED_FRAMES * Framings.BATCHES.maxFrameBytes(maxMessageBytes) + SocketLoop.READ_BYTES);
        properties.put(ClientProperties.SHARED_CONTAINER, true);
        properties.put(ClientProperties.SHARED_CONTAINER_IDLE_TIMEOUT, IDLE_SECONDS);
    }

    @Override
    public void connect(URI address, String token, Incoming incoming) throws ConnectFailure, InterruptedException {
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
                .configurator(new BearerToken(token))
                .preferredSubprotocols(List.of(Subprotocols.V2))
                .build();
        config.getUserProperties().put(SocketContainer.ADDRESS, address);
        try {
            var unused = client.connectToServer(new IncomingEndpoint(incoming, maxMessageBytes), config, address);
        } catch (DeploymentException | IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while connecting");
            }
            throw failure(address, e);
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }

    private static ConnectFailure failure(URI address, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException) {
                return refused(UNAUTHORIZED, failure);
            }
            if (cause instanceof HandshakeException handshake && handshake.getHttpStatusCode() > 0) {
                return refused(handshake.getHttpStatusCode(), failure);
            }
        }
        String server = address.getScheme() + "://" + address.getAuthority(); // its query could hold a token
        return new ConnectFailure(server + " cannot be reached (" + innermost(failure) + ")", false, failure);
    }

    private static ConnectFailure refused(int status, Throwable cause) {
        String reason = switch (status) {
            case UNAUTHORIZED -> "the master does not take this worker's token (401)";
            case NOT_FOUND -> "the master knows no worker with this id (404)";
            default -> "the master answered the handshake with " + status;
        };
        return new ConnectFailure(reason, true, cause);
    }

    /** Names the class of the first cause; its text could hold the address with its query. */
    private static String innermost(Throwable failure) {
        Throwable innermost = failure;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        return innermost.getClass().getSimpleName();
    }

    /** Adds the token to the handshake. */
    private static final class BearerToken extends ClientEndpointConfig.Configurator {
        private final String token;

        private BearerToken(String token) {
            this.token = token;
        }

        @Override
        public void beforeRequest(Map<String, List<String>> headers) {
            headers.remove(
                    "Origin"); // of Tyrus' own making; it is for browsers, and a master takes those that it knows
            headers.put("Authorization", List.of("Bearer " + token));
        }
    }
}
