package org.mesophyll.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.transport.Channel;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Inbound;

/** One established connection over a socket. What is read goes to a handler of its own, the last of the pipeline. */
abstract class NettyChannel implements Channel {
    static final CloseReason CLOSED_BY_PEER = CloseReason.byPeer(CloseReason.NORMAL.code());

    private final SocketChannel socket;
    private final Ends ends;

    NettyChannel(SocketChannel socket, Ends ends) {
        this.socket = socket;
        this.ends = ends;
    }

    /** Makes the handler that reads. */
    abstract ChannelInboundHandler reader(Inbound inbound);

    @Override
    public final Endpoint local() {
        return ends.local();
    }

    @Override
    public final Endpoint remote() {
        return ends.remote();
    }

    /** Called by the socket's loop, where the opening handler is the last of the pipeline; takes its place. */
    @Override
    public final void start(Inbound inbound) {
        ChannelPipeline pipeline = socket.pipeline();
        pipeline.replace(pipeline.last(), null, reader(inbound));
    }

    @Override
    public final void reading(boolean wanted) {
        socket.config().setAutoRead(wanted);
    }

    @Override
    public final void abort() {
        Sockets.cut(socket);
    }

    final SocketChannel socket() {
        return socket;
    }

    /** Has the callback hear what became of a frame. */
    static void report(ChannelFuture written, SendCallback callback) {
        var unused = written.addListener(done -> {
            if (done.isSuccess()) {
                callback.sent();
                return;
            }
            callback.failed(done.cause());
        });
    }

    /** The two ends of a connection. */
    record Ends(Endpoint local, Endpoint remote) {}
}
