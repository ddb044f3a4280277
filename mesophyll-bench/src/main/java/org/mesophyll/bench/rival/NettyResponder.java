package org.mesophyll.bench.rival;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;

/** Answers frames over TCP. */
final class NettyResponder implements Responder {

    private final EventLoopGroup loops;
    private final Channel listening;
    private final LongAdder received;

    private NettyResponder(EventLoopGroup loops, Channel listening, LongAdder received) {
        this.loops = loops;
        this.listening = listening;
        this.received = received;
    }

    static NettyResponder start(Setup setup) throws InterruptedException {
        EventLoopGroup loops = NettyTransport.eventLoops();
        LongAdder received = new LongAdder();
        Channel listening = new ServerBootstrap()
                .group(loops)
                .channel(NettyTransport.serverSocket())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        NettyTransport.prepare(channel.pipeline());
                        channel.pipeline().addLast(new Handler(new Answers(setup.payloads(), received)));
                    }
                })
                .bind(setup.address())
                .sync()
                .channel();
        return new NettyResponder(loops, listening, received);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public long received() {
        return received.sum();
    }

    @Override
    public void close() {
        var unused = NettyTransport.end(loops);
    }

    private static final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
        private final Answers answers;

        Handler(Answers answers) {
            this.answers = answers;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            byte[] answer = answers.to(NettyTransport.payload(frame));
            if (answer != null) {
                var unused =
                        context.writeAndFlush(NettyTransport.frame(context.alloc(), answer), context.voidPromise());
            }
        }
    }
}
