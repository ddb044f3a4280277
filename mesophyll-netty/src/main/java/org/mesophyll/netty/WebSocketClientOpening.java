package org.mesophyll.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.TransportException.Reason;
import org.mesophyll.protocol.Subprotocols;

/** Asks for the upgrade, offering {@link Subprotocols#V2}, which the other end may leave out. */
final class WebSocketClientOpening extends Opening {
    private final Carrier carrier;
    private final Opener opener;
    private final WebSocketClientHandshaker handshaker;

    WebSocketClientOpening(SocketChannel socket, Carrier carrier, Opener opener, Endpoint to) {
        super(socket, opener);
        this.carrier = carrier;
        this.opener = opener;
        this.handshaker = handshaker(to, WebSocketChannel.maxFrameBytes(carrier));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var unused = handshaker.handshake(context.channel()).addListener(done -> {
            if (!done.isSuccess()) {
                fail(done.cause());
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        try {
            if (read instanceof FullHttpResponse response) {
                finish(context, response);
                return;
            }
            fail(Reason.HANDSHAKE_FAILED, "something came before the handshake was done");
        } finally {
            ReferenceCountUtil.release(read);
        }
    }

    private void finish(ChannelHandlerContext context, FullHttpResponse response) {
        int status = response.status().code();
        if (status == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
            fail(Reason.REFUSED, "the other end takes no more: 503");
            return;
        }
        if (status != HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            fail(Reason.HANDSHAKE_FAILED, "the other end has answered " + status);
            return;
        }
        String agreed = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (agreed != null && !agreed.equals(Subprotocols.V2)) {
            fail(Reason.HANDSHAKE_FAILED, "the other end has chosen a subprotocol that was not offered");
            return;
        }
        response.headers().remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL); // the handshaker knows nothing of the offer
        try {
            handshaker.finishHandshake(context.channel(), response);
        } catch (WebSocketHandshakeException e) {
            fail(e);
            return;
        }
        Framing framing = agreed == null ? Framings.SINGLE : Framings.BATCHES;
        succeed(new WebSocketChannel(socket(), opener.ends(socket()), carrier, framing));
    }

    /**
     * Makes a handshaker that knows of no subprotocols: Netty's takes it for an error when an offer is not taken, and RFC
     * 6455 (section 4.1) does not.
     */
    private static WebSocketClientHandshaker handshaker(Endpoint to, int maxFrameBytes) {
        var offer = new DefaultHttpHeaders().add(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, Subprotocols.V2);
        boolean noExtensions = false;
        return WebSocketClientHandshakerFactory.newHandshaker(
                URI.create(to.toString()), WebSocketVersion.V13, null, noExtensions, offer, maxFrameBytes);
    }
}
