package org.mesophyll.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;

/**
 * The last handler of a socket until a connection was made of it: hears of everything that can go wrong before, and tells
 * whoever opens it, once. Confined to the socket's loop.
 */
abstract class Opening extends ChannelInboundHandlerAdapter {
    private final SocketChannel socket;
    private final Opener opener;
    private boolean decided;

    Opening(SocketChannel socket, Opener opener) {
        this.socket = socket;
        this.opener = opener;
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess() && socket.isActive()) {
            fail(handshake.cause());
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        fail(Reason.REFUSED, "the other end has closed it before it began");
    }

    /** Gives up; what the peer was told already is still sent. */
    final void fail(Throwable cause) {
        if (decided) {
            return;
        }
        decided = true;
        boolean cut = cause instanceof IOException && !(cause instanceof SSLException);
        opener.failed(
                cut
                        ? new TransportException(Reason.REFUSED, "the other end has cut it before it began", cause)
                        : cause);
        var unused = socket.close();
    }

    final void fail(Reason reason, String what) {
        fail(new TransportException(reason, what));
    }

    final SocketChannel socket() {
        return socket;
    }

    /** Makes a connection of the socket, unless it was given up. */
    final void succeed(NettyChannel channel) {
        if (decided) {
            return;
        }
        decided = true;
        try {
            opener.opened(channel);
        } catch (RuntimeException | Error e) { // or nobody would hear of it any more
            opener.failed(e);
            var unused = socket.close();
        }
    }

    /** Has a socket opened. */
    interface Opener {
        /** Returns the ends of a socket that is connected. */
        NettyChannel.Ends ends(SocketChannel socket);

        /** Takes what was established. */
        void opened(NettyChannel channel);

        /** Takes note that nothing was. */
        void failed(Throwable cause);
    }
}
