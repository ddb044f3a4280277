package org.mesophyll.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.transport.Inbound;
import org.mesophyll.mesh.work.Gathering;
import org.mesophyll.protocol.codec.MalformedMessageException;

/**
 * Reports the messages of a WebSocket, and how it ends. A peer that breaks the rules is told so by a close frame, and what
 * it sends after that is read over.
 */
final class WebSocketReader extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final System.Logger LOG = System.getLogger(WebSocketReader.class.getName());
    private static final CloseReason AGAINST_PROTOCOL =
            new CloseReason(1002, "a frame is against the WebSocket protocol");
    private static final CloseReason NO_BATCH = new CloseReason(1007, "a frame is no batch of messages");

    private final Inbound inbound;
    private final Carrier carrier;
    private final Framing framing;
    private final Farewell farewell;
    private final Fragments fragments;
    private final Pongs pongs = new Pongs();
    private boolean over; // confined to the socket's loop: the end was reported

    WebSocketReader(Inbound inbound, Carrier carrier, Framing framing, Farewell farewell) {
        this.inbound = inbound;
        this.carrier = carrier;
        this.framing = framing;
        this.farewell = farewell;
        this.fragments = new Fragments(framing.maxFrameBytes(carrier.settings().maxMessageBytes()));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            onClose(close);
            return;
        }
        if (over || frame instanceof PongWebSocketFrame) {
            return;
        }
        if (frame instanceof PingWebSocketFrame) {
            pongs.answer(context, frame.content());
            return;
        }
        if (frame instanceof TextWebSocketFrame) {
            refuse(CloseReason.TEXT_REFUSED);
            return;
        }
        onData(frame);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Failures.log(LOG, context.channel(), cause);
        if (cause instanceof CorruptedWebSocketFrameException broken) {
            boolean tooLarge = WebSocketCloseStatus.MESSAGE_TOO_BIG.equals(broken.closeStatus());
            refuse(tooLarge ? CloseReason.TOO_LARGE : AGAINST_PROTOCOL);
            return;
        }
        Sockets.cut((SocketChannel) context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fragments.release();
        end(carrier.loops().areEnding() ? CloseReason.GOING_AWAY : CloseReason.CUT);
    }

    private void onClose(CloseWebSocketFrame close) {
        int code = close.statusCode();
        end(CloseReason.byPeer(code < 0 ? WebSocketCloseStatus.EMPTY.code() : code));
        farewell.answer(close);
    }

    private void onData(WebSocketFrame frame) {
        if (!fragments.add(frame)) {
            refuse(CloseReason.TOO_LARGE);
            return;
        }
        if (frame.isFinalFragment()) {
            ByteBuf whole = fragments.take(frame);
            try {
                Gathering.during(() -> unpack(whole));
            } finally {
                whole.release();
            }
        }
    }

    private void unpack(ByteBuf whole) {
        try {
            framing.unpack(whole.nioBuffer(), this::onMessage);
        } catch (MalformedMessageException e) {
            LOG.log(Level.DEBUG, e.getMessage());
            refuse(NO_BATCH);
        }
    }

    private void onMessage(ByteBuffer message) {
        if (over) {
            return;
        }
        if (message.remaining() > carrier.settings().maxMessageBytes()) {
            refuse(CloseReason.TOO_LARGE);
            return;
        }
        byte[] copy = new byte[message.remaining()];
        message.get(copy);
        inbound.received(copy);
    }

    private void refuse(CloseReason reason) {
        if (over) {
            return;
        }
        end(reason);
        fragments.release();
        farewell.say(reason);
        farewell.endWithinDeadline();
    }

    private void end(CloseReason reason) {
        over = true;
        inbound.ended(reason);
    }
}
