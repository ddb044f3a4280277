package org.mesophyll.netty;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.function.Consumer;
import org.mesophyll.mesh.transport.Endpoint;

/**
 * The handlers of a socket, in the order in which what comes passes them. The opening handler at the end gives its place to
 * the reader of the connection, and takes the handlers for HTTP away.
 */
final class Pipelines {
    /** For an upgrade's answer, which has no body that anybody reads. */
    private static final int MOST_BODY_BYTES = 8 * 1024;

    private Pipelines() {}

    /** Sets up a socket that connects. */
    static ChannelHandler connecting(Opening.Opener opener, Endpoint to, Carrier carrier, TlsContexts tls) {
        return initializer(carrier.loops(), socket -> {
            ChannelPipeline pipeline = socket.pipeline();
            if (carrier.scheme().isSecure()) {
                pipeline.addLast(tls.connecting(socket, to));
            }
            if (carrier.scheme().isWebSocket()) {
                pipeline.addLast(new HttpClientCodec());
                pipeline.addLast(new HttpObjectAggregator(MOST_BODY_BYTES));
                pipeline.addLast(new WebSocketClientOpening(socket, carrier, opener, to));
                return;
            }
            pipeline.addLast(StreamOpening.ofDialler(socket, carrier, opener));
        });
    }

    /** Sets up a socket that was accepted, and returns what opens it. */
    static Opening accepted(
            SocketChannel socket, Opening.Opener opener, Endpoint at, Carrier carrier, TlsContexts tls) {
        ChannelPipeline pipeline = socket.pipeline();
        if (carrier.scheme().isSecure()) {
            pipeline.addLast(tls.listening(socket));
        }
        if (carrier.scheme().isWebSocket()) {
            pipeline.addLast(new HttpServerCodec());
            pipeline.addLast(new HttpObjectAggregator(MOST_BODY_BYTES));
        }
        Opening opening = carrier.scheme().isWebSocket()
                ? new WebSocketServerOpening(socket, carrier, opener, at.path().isEmpty() ? "/" : at.path())
                : StreamOpening.ofListener(socket, carrier, opener);
        pipeline.addLast(opening);
        return opening;
    }

    /** Sets up every socket in some way, and has the loops know of it. */
    static ChannelHandler initializer(Loops loops, Consumer<SocketChannel> setUp) {
        return new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel socket) {
                setUp.accept(socket);
                loops.add(socket);
            }
        };
    }
}
