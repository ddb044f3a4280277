package org.mesophyll.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Answers pings, one at a time: of those that come while an answer is not written yet only the latest is answered (RFC
 * 6455, section 5.5.3), so that a peer that pings and does not read takes no memory. Confined to the socket's loop.
 */
final class Pongs {
    private boolean underWay;
    private byte @Nullable [] latest; // what came while one was under way

    void answer(ChannelHandlerContext context, ByteBuf ping) {
        byte[] payload = ByteBufUtil.getBytes(ping);
        if (underWay) {
            latest = payload;
            return;
        }
        write(context, payload);
    }

    private void write(ChannelHandlerContext context, byte[] payload) {
        underWay = true;
        var unused = context.writeAndFlush(new PongWebSocketFrame(Unpooled.wrappedBuffer(payload)))
                .addListener(done -> onWritten(context));
    }

    private void onWritten(ChannelHandlerContext context) {
        byte[] next = latest;
        latest = null;
        underWay = false;
        if (next != null) {
            write(context, next);
        }
    }
}
