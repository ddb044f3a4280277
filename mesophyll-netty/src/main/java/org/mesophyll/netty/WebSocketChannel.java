package org.mesophyll.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.nio.ByteBuffer;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.transport.Inbound;

/** Messages in binary WebSocket frames (RFC 6455): several in each, or one, as the opening handshake has agreed. */
final class WebSocketChannel extends NettyChannel {
    private final Carrier carrier;
    private final Framing framing;
    private final Farewell farewell;

    WebSocketChannel(SocketChannel socket, Ends ends, Carrier carrier, Framing framing) {
        super(socket, ends);
        this.carrier = carrier;
        this.framing = framing;
        this.farewell = new Farewell(socket, carrier.settings().closeDeadline());
    }

    /** Returns how many bytes a frame may have, whatever is agreed. */
    static int maxFrameBytes(Carrier carrier) {
        return Framings.BATCHES.maxFrameBytes(carrier.settings().maxMessageBytes());
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    ChannelInboundHandler reader(Inbound inbound) {
        return new WebSocketReader(inbound, carrier, framing, farewell);
    }

    @Override
    public void send(ByteBuffer frame, SendCallback sent) {
        report(socket().writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame))), sent);
    }

    @Override
    public void close(CloseReason reason) {
        farewell.say(reason);
    }
}
