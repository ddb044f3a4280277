package org.mesophyll.client.websocket;

import java.net.URI;
import java.nio.ByteBuffer;
import org.mesophyll.mesh.link.Wire;

/** Opens WebSocket connections; what a worker needs of a WebSocket library. */
public interface Connector extends AutoCloseable {
    /**
     * Opens a connection; blocks, at most for the handshake time-out.
     *
     * @param address with scheme ws or wss
     * @param token for the header {@code Authorization: Bearer}
     * @param incoming hears of the connection; {@link Incoming#onOpen} is called before anything else of it
     * @throws ConnectFailure if there is no connection
     * @throws InterruptedException if the thread was interrupted
     */
    void connect(URI address, String token, Incoming incoming) throws ConnectFailure, InterruptedException;

    /** Ends the connector's threads. */
    @Override
    void close();

    /** Hears of one connection; calls come one at a time, and must not block. */
    interface Incoming {
        void onOpen(Wire wire);

        void onBinary(ByteBuffer message);

        void onPong(ByteBuffer payload);

        /**
         * Called for a frame that is not handed on.
         *
         * @param what what it was, with its size and the limit; nothing of what it said
         */
        void onSkipped(String what);

        /**
         * Called once, when the connection is gone.
         *
         * @param code the WebSocket close code
         */
        void onClosed(int code);
    }

    /** Says why there is no connection; the message is fit for a log. */
    final class ConnectFailure extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean refused;

        /**
         * Makes a failure.
         *
         * @param refused whether the master answered, and said no
         */
        public ConnectFailure(String message, boolean refused, Throwable cause) {
            super(message, cause);
            this.refused = refused;
        }

        /** Says whether the master answered, and said no. */
        public boolean refused() {
            return refused;
        }
    }
}
