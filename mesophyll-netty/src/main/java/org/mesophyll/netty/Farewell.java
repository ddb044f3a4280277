package org.mesophyll.netty;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mesophyll.mesh.link.CloseReason;

/** The closing handshake of a WebSocket (RFC 6455, section 7): one close frame each way, then the socket. */
final class Farewell {
    private static final int NO_CODE = -1;

    private final SocketChannel socket;
    private final Duration deadline;
    private final AtomicBoolean said = new AtomicBoolean();

    Farewell(SocketChannel socket, Duration deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /** Sends the close frame, unless one was sent; may be called by any thread. */
    void say(CloseReason reason) {
        if (said.compareAndSet(false, true)) {
            var unused = socket.writeAndFlush(frame(reason));
        }
    }

    /** Answers the peer's close frame, unless this end was first, and closes the socket. */
    void answer(CloseWebSocketFrame peers) {
        endWithinDeadline();
        if (!said.compareAndSet(false, true)) {
            var unused = socket.close();
            return;
        }
        int code = peers.statusCode();
        CloseWebSocketFrame echo = code == NO_CODE ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
        var unused = socket.writeAndFlush(echo).addListener(ChannelFutureListener.CLOSE);
    }

    /** Cuts the socket if the deadline passes before it is closed. */
    void endWithinDeadline() {
        var cut = socket.eventLoop().schedule(() -> Sockets.cut(socket), deadline.toNanos(), TimeUnit.NANOSECONDS);
        var unused = socket.closeFuture().addListener(closed -> cut.cancel(false));
    }

    /** A code that is for this side's eyes only (RFC 6455, section 7.4.1) goes out as one that says as much. */
    private static CloseWebSocketFrame frame(CloseReason reason) {
        boolean sendable = WebSocketCloseStatus.isValidStatusCode(reason.code());
        return sendable
                ? new CloseWebSocketFrame(reason.code(), reason.text())
                : new CloseWebSocketFrame(CloseReason.GOING_AWAY.code(), reason.text());
    }
}
