package org.mesophyll.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.transport.TransportException.Reason;
import org.mesophyll.protocol.Subprotocols;

/**
 * Answers one upgrade request. A peer that offers {@link Subprotocols#V2} gets it. What a browser sends from a page of
 * another host is refused, for it carries that page's wishes and not its user's.
 */
final class WebSocketServerOpening extends Opening {
    private final Carrier carrier;
    private final Opener opener;
    private final String path;

    /**
     * Waits for the request.
     *
     * @param path what it has to ask for, with its slash
     */
    WebSocketServerOpening(SocketChannel socket, Carrier carrier, Opener opener, String path) {
        super(socket, opener);
        this.carrier = carrier;
        this.opener = opener;
        this.path = path;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        try {
            if (read instanceof FullHttpRequest request) {
                answer(context, request);
                return;
            }
            fail(Reason.HANDSHAKE_FAILED, "something came before the handshake was done");
        } finally {
            ReferenceCountUtil.release(read);
        }
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request) {
        Optional<HttpResponseStatus> refusal = refusal(request);
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
            return;
        }
        WebSocketServerHandshaker handshaker = handshakers().newHandshaker(request);
        if (handshaker == null) {
            refuse(context, HttpResponseStatus.UPGRADE_REQUIRED);
            return;
        }
        try {
            upgrade(context, request, handshaker);
        } catch (WebSocketHandshakeException e) {
            refuse(context, HttpResponseStatus.BAD_REQUEST);
        }
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request, WebSocketServerHandshaker handshaker) {
        var unused = handshaker.handshake(context.channel(), request).addListener(done -> {
            if (done.isSuccess()) {
                succeed(new WebSocketChannel(
                        socket(), opener.ends(socket()), carrier, framing(handshaker.selectedSubprotocol())));
                return;
            }
            fail(done.cause());
        });
    }

    private Optional<HttpResponseStatus> refusal(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(HttpResponseStatus.BAD_REQUEST);
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return Optional.of(HttpResponseStatus.METHOD_NOT_ALLOWED);
        }
        if (!request.uri().equals(path)) {
            return Optional.of(HttpResponseStatus.NOT_FOUND);
        }
        return isOfAnotherHost(request) ? Optional.of(HttpResponseStatus.FORBIDDEN) : Optional.empty();
    }

    private static boolean isOfAnotherHost(FullHttpRequest request) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        String host = request.headers().get(HttpHeaderNames.HOST);
        return origin != null && !hasAuthority(origin, host);
    }

    private static boolean hasAuthority(String origin, @Nullable String host) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) { // "null", or what is no URI
            return false;
        }
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
        var unused = context.writeAndFlush(response);
        fail(Reason.HANDSHAKE_FAILED, "its request was answered with " + status.code());
    }

    private WebSocketServerHandshakerFactory handshakers() {
        int frameBytes = WebSocketChannel.maxFrameBytes(carrier);
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(frameBytes)
                .allowExtensions(false)
                .closeOnProtocolViolation(false) // the reader says good-bye, and waits for the peer's
                .build();
        return new WebSocketServerHandshakerFactory(path, Subprotocols.V2, config);
    }

    private static Framing framing(@Nullable String subprotocol) {
        return Subprotocols.V2.equals(subprotocol) ? Framings.BATCHES : Framings.SINGLE;
    }
}
