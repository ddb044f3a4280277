package org.mesophyll.bench.idle;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.ClientMessage;

/** One connection that only lives; whatever ends it, it is made anew after the client's back-off. */
final class IdleWorker extends ChannelInitializer<Channel> {
    private static final byte[] HEARTBEAT = ClientMessage.CODEC.encode(new ClientMessage.Heartbeat());
    private static final long FIRST_BACK_OFF_MILLIS = 500;
    private static final long MOST_BACK_OFF_MILLIS = 5_000;
    private static final int RESPONSE_BYTES = 8_192;
    private static final AtomicInteger FAILURES_TO_SHOW = new AtomicInteger(20);

    private final Bootstrap bootstrap;
    private final URI master;
    private final int id;
    private final String token;
    private final Duration interval;
    private final Attendance attendance;
    private volatile long backOffMillis = FIRST_BACK_OFF_MILLIS; // written by the event loop of the connection

    IdleWorker(Bootstrap bootstrap, URI master, int id, String token, Duration interval, Attendance attendance) {
        this.bootstrap = bootstrap;
        this.master = master;
        this.id = id;
        this.token = token;
        this.interval = interval;
        this.attendance = attendance;
    }

    void connect() {
        var unused = bootstrap
                .clone()
                .handler(this)
                .connect(master.getHost(), master.getPort())
                .addListener((ChannelFutureListener) done -> {
                    if (!done.isSuccess()) {
                        later(done.channel());
                    }
                });
    }

    @Override
    protected void initChannel(Channel channel) {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri("ws://" + master.getAuthority() + "/ws?id=" + id)
                .generateOriginHeader(false) // a worker is no browser, and the master takes no page's connection
                .customHeaders(new DefaultHttpHeaders().add(HttpHeaderNames.AUTHORIZATION, "Bearer " + token))
                .build();
        channel.pipeline()
                .addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(RESPONSE_BYTES),
                        new WebSocketClientProtocolHandler(config),
                        new Beating());
    }

    private void later(Channel ended) {
        long waitMillis = ThreadLocalRandom.current().nextLong(backOffMillis);
        backOffMillis = Math.min(2 * backOffMillis, MOST_BACK_OFF_MILLIS);
        var unused = ended.eventLoop().schedule(this::connect, waitMillis, TimeUnit.MILLISECONDS);
    }

    private final class Beating extends SimpleChannelInboundHandler<WebSocketFrame> {
        private @Nullable Future<?> beats; // confined to the connection's event loop; from the handshake on

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event != ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                return;
            }
            backOffMillis = FIRST_BACK_OFF_MILLIS;
            attendance.came();
            long millis = interval.toMillis();
            beats = context.executor()
                    .scheduleAtFixedRate(
                            () -> beat(context.channel()),
                            ThreadLocalRandom.current().nextLong(millis),
                            millis,
                            TimeUnit.MILLISECONDS);
        }

        private void beat(Channel channel) {
            var unused = channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(HEARTBEAT)));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {}

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (beats != null) {
                var unused = beats.cancel(false);
                attendance.left();
            }
            later(context.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (FAILURES_TO_SHOW.getAndDecrement() > 0) {
                System.err.println("worker " + id + ": " + cause);
            }
            var unused = context.close();
        }
    }
}
