package org.mesophyll.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.transport.Inbound;
import org.mesophyll.mesh.transport.LengthPrefixed;

/** Messages with their lengths before them, over TCP or TLS. There are no words for why one ends. */
final class StreamChannel extends NettyChannel {
    private final Carrier carrier;

    StreamChannel(SocketChannel socket, Ends ends, Carrier carrier) {
        super(socket, ends);
        this.carrier = carrier;
    }

    @Override
    public Framing framing() {
        return LengthPrefixed.FRAMING;
    }

    @Override
    ChannelInboundHandler reader(Inbound inbound) {
        return new StreamReader(inbound, carrier);
    }

    @Override
    public void send(ByteBuffer frame, SendCallback sent) {
        report(socket().writeAndFlush(Unpooled.wrappedBuffer(frame)), sent);
    }

    /** Ends this direction only, so that nothing that was sent is lost; the peer ends the other one. */
    @Override
    public void close(CloseReason reason) {
        SslHandler tls = socket().pipeline().get(SslHandler.class);
        var unused = tls == null ? socket().shutdownOutput() : tls.closeOutbound();
    }
}
