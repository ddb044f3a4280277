package org.mesophyll.bench.rival;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.ArrayList;
import java.util.List;
import org.mesophyll.bench.drive.Sending;

/** Makes requests as frames over TCP. */
final class NettyRequester implements Requester {

    private final EventLoopGroup loops;
    private final List<Connection> connections;

    private record Connection(Channel channel, Questions questions) {
        void write(byte[] payload) {
            var unused = channel.writeAndFlush(NettyTransport.frame(channel.alloc(), payload), channel.voidPromise());
        }
    }

    private NettyRequester(EventLoopGroup loops, List<Connection> connections) {
        this.loops = loops;
        this.connections = List.copyOf(connections);
    }

    static NettyRequester connect(Setup setup) throws InterruptedException {
        EventLoopGroup loops = NettyTransport.eventLoops();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < setup.connections(); i++) {
            connections.add(connect(setup, loops));
        }
        return new NettyRequester(loops, connections);
    }

    private static Connection connect(Setup setup, EventLoopGroup loops) throws InterruptedException {
        Questions questions = new Questions(setup.payloads());
        Channel channel = new Bootstrap()
                .group(loops)
                .channel(NettyTransport.socket())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        NettyTransport.prepare(opened.pipeline());
                        opened.pipeline().addLast(new Handler(questions));
                    }
                })
                .connect(setup.address())
                .sync()
                .channel();
        return new Connection(channel, questions);
    }

    @Override
    public void request(int connection, int slot, long sequence, Reply reply) {
        Connection to = connections.get(connection);
        to.write(to.questions().request(slot, sequence, reply));
    }

    @Override
    public Sending send(int connection, long sequence) {
        Connection to = connections.get(connection);
        byte[] message = to.questions().message(sequence);
        if (message == null) {
            return Sending.FULL;
        }
        to.write(message);
        return Sending.TAKEN;
    }

    @Override
    public void close() {
        var unused = NettyTransport.end(loops);
    }

    private static final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
        private final Questions questions;

        Handler(Questions questions) {
            this.questions = questions;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            questions.arrived(NettyTransport.payload(frame));
        }
    }
}
