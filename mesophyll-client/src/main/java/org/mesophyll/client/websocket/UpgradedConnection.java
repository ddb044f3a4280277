package org.mesophyll.client.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.glassfish.tyrus.core.CloseReasons;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.spi.ClientEngine;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.FrameSink.SendCallback;

/** A connection from its request for an upgrade on: that is HTTP, and then Tyrus reads and writes. */
final class UpgradedConnection extends Writer implements SocketConnection.Reader {
    private static final int MOST_RESPONSE_BYTES = 64 * 1024;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ClientEngine engine;
    private final SocketConnection socket;
    private final StringBuilder head = new StringBuilder(); // confined to the loop's thread
    private volatile @Nullable Connection connection; // written by the loop's thread

    /**
     * Takes over a channel.
     *
     * @param channel connected, and not blocking
     */
    UpgradedConnection(SocketChannel channel, ClientEngine engine) {
        this.engine = engine;
        this.socket = new SocketConnection(channel, this);
    }

    SocketConnection socket() {
        return socket;
    }

    /**
     * Asks for the upgrade; the engine hears of the answer.
     *
     * @throws IOException if the connection cannot be read
     */
    void begin() throws IOException {
        try {
            SocketLoop.add(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        UpgradeRequest request = engine.createUpgradeRequest(socket::close);
        write(ByteBuffer.wrap(headOf(request).getBytes(StandardCharsets.ISO_8859_1)), new CompletionHandler<>() {
            @Override
            public void failed(Throwable cause) {
                engine.processError(cause);
            }
        });
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        Connection open = connection;
        if (open == null) {
            readHead(bytes);
            open = connection;
        }
        if (open != null && bytes.hasRemaining()) {
            open.getReadHandler().handle(bytes);
        }
    }

    @Override
    public void onEnd() {
        Connection open = connection;
        if (open == null) {
            engine.processError(new IOException("the connection ended before the handshake did"));
            return;
        }
        open.close(CloseReasons.CLOSED_ABNORMALLY.getCloseReason());
    }

    @Override
    public void write(ByteBuffer bytes, CompletionHandler<ByteBuffer> handler) {
        socket.write(bytes, new SendCallback() {
            @Override
            public void sent() {
                handler.completed(bytes);
            }

            @Override
            public void failed(Throwable cause) {
                handler.failed(cause);
            }
        });
    }

    @Override
    public void close() {
        socket.close();
    }

    private void readHead(ByteBuffer bytes) {
        while (bytes.hasRemaining() && head.indexOf(END_OF_HEAD, head.length() - END_OF_HEAD.length()) < 0) {
            head.append((char) Byte.toUnsignedInt(bytes.get()));
        }
        if (head.indexOf(END_OF_HEAD, head.length() - END_OF_HEAD.length()) >= 0) {
            upgrade();
        } else if (head.length() > MOST_RESPONSE_BYTES) {
            fail("the answer to the handshake is over " + MOST_RESPONSE_BYTES + " bytes");
        }
    }

    private void upgrade() {
        TyrusUpgradeResponse response;
        try {
            response = responseOf(head.toString());
        } catch (IllegalArgumentException e) {
            fail("the answer to the handshake is not HTTP");
            return;
        }
        ClientEngine.ClientUpgradeInfo info = engine.processResponse(response, this, this::closed);
        switch (info.getUpgradeStatus()) {
            case SUCCESS -> connection = info.createConnection();
            case UPGRADE_REQUEST_FAILED -> socket.close();
            case ANOTHER_UPGRADE_REQUEST_REQUIRED -> fail("the server asks for another request");
        }
    }

    private void fail(String reason) {
        socket.close();
        engine.processError(new DeploymentException(reason));
    }

    private void closed(CloseReason reason) {
        socket.close();
    }

    private static String headOf(UpgradeRequest request) {
        URI address = URI.create(request.getRequestUri());
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        StringBuilder text = new StringBuilder("GET " + path + query + " HTTP/1.1\r\n");
        request.getHeaders()
                .forEach((name, values) -> text.append(name)
                        .append(": ")
                        .append(String.join(", ", values))
                        .append("\r\n"));
        return text.append("\r\n").toString();
    }

    private static TyrusUpgradeResponse responseOf(String head) {
        String[] lines = head.split("\r\n", -1);
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new IllegalArgumentException("no status line");
        }
        TyrusUpgradeResponse response = new TyrusUpgradeResponse();
        response.setStatus(Integer.parseInt(status[1]));
        response.setReasonPhrase(status.length < 3 ? "" : status[2]);
        for (int i = 1; !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("no header");
            }
            response.getHeaders()
                    .computeIfAbsent(lines[i].substring(0, colon).strip(), name -> new ArrayList<>())
                    .add(lines[i].substring(colon + 1).strip());
        }
        return response;
    }
}
