package org.mesophyll.bench.rival;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** How the floor is carried: epoll where it is, for RSocket and gRPC use it there too, otherwise NIO. */
final class NettyTransport {

    private static final int LENGTH_BYTES = 4;
    private static final int MOST_FRAME_BYTES = 1 << 20;
    private static final boolean EPOLL = Epoll.isAvailable();

    private NettyTransport() {}

    static EventLoopGroup eventLoops() {
        return EPOLL ? new EpollEventLoopGroup() : new NioEventLoopGroup();
    }

    /** Without the wait for late tasks that is the default; there are none. */
    static Future<?> end(EventLoopGroup loops) {
        return loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    static Class<? extends Channel> socket() {
        return EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    static Class<? extends ServerChannel> serverSocket() {
        return EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Frames, and one flush for all that is written during a read, or while a flush waits for its turn. */
    static void prepare(ChannelPipeline pipeline) {
        pipeline.addLast(
                new FlushConsolidationHandler(FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true),
                new LengthFieldBasedFrameDecoder(MOST_FRAME_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES));
    }

    static ByteBuf frame(ByteBufAllocator allocator, byte[] payload) {
        return allocator
                .ioBuffer(LENGTH_BYTES + payload.length)
                .writeInt(payload.length)
                .writeBytes(payload);
    }

    static byte[] payload(ByteBuf frame) {
        byte[] payload = new byte[frame.readableBytes()];
        frame.readBytes(payload);
        return payload;
    }
}
