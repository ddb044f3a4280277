package org.mesophyll.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.lang.System.Logger.Level;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.transport.Inbound;
import org.mesophyll.mesh.transport.LengthDecoder;
import org.mesophyll.mesh.work.Gathering;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** Reports the messages of a stream, and how it ends. What listeners answer at once leaves in one write for each read. */
final class StreamReader extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(StreamReader.class.getName());

    private final Inbound inbound;
    private final Carrier carrier;
    private final LengthDecoder decoder;
    private boolean broken; // confined to the socket's loop: what comes is of no use any more
    private boolean farewell; // confined to the socket's loop: TLS says that the peer has ended the stream

    StreamReader(Inbound inbound, Carrier carrier) {
        this.inbound = inbound;
        this.carrier = carrier;
        this.decoder = new LengthDecoder(carrier.settings().maxMessageBytes());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        ByteBuf piece = (ByteBuf) read;
        try {
            if (!broken) {
                Gathering.during(() -> decode(context, piece));
            }
        } finally {
            piece.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
            farewell = true;
            var unused = context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Failures.log(LOG, context.channel(), cause);
        broken = true;
        Sockets.cut((SocketChannel) context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        inbound.ended(reason());
    }

    private void decode(ChannelHandlerContext context, ByteBuf piece) {
        try {
            decoder.decode(piece.nioBuffer(), inbound::received);
        } catch (MalformedMessageException e) {
            LOG.log(Level.DEBUG, () -> context.channel() + ": " + e.getMessage());
            broken = true;
            inbound.ended(CloseReason.TOO_LARGE);
            Sockets.cut((SocketChannel) context.channel());
        }
    }

    private CloseReason reason() {
        if (carrier.loops().areEnding()) {
            return CloseReason.GOING_AWAY;
        }
        boolean whole =
                decoder.isBetweenMessages() && (farewell || !carrier.scheme().isSecure());
        return whole && !broken ? NettyChannel.CLOSED_BY_PEER : CloseReason.CUT;
    }
}
