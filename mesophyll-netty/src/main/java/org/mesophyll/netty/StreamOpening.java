package org.mesophyll.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.mesophyll.mesh.transport.TransportException.Reason;

/**
 * How a stream begins, within TLS or not: the end that has connected sends the line {@value #GREETING}, the other end
 * answers with the same line, and after that come messages, either way.
 *
 * <p>So whoever speaks something else, or nothing, never becomes a connection; and whoever has connected knows by the answer
 * that its certificate was accepted and that there is room for it.
 */
final class StreamOpening extends Opening {
    /** What each end says first, in ASCII; the name and the version of what follows. */
    static final String GREETING = "mesophyll.mesh.v1\n";

    private static final byte[] EXPECTED = GREETING.getBytes(StandardCharsets.US_ASCII);

    private final Carrier carrier;
    private final Opener opener;
    private final boolean greetsFirst;
    private int heard; // confined to the socket's loop: how much of the greeting came

    private StreamOpening(SocketChannel socket, Carrier carrier, Opener opener, boolean greetsFirst) {
        super(socket, opener);
        this.carrier = carrier;
        this.opener = opener;
        this.greetsFirst = greetsFirst;
    }

    static StreamOpening ofListener(SocketChannel socket, Carrier carrier, Opener opener) {
        return new StreamOpening(socket, carrier, opener, false);
    }

    static StreamOpening ofDialler(SocketChannel socket, Carrier carrier, Opener opener) {
        return new StreamOpening(socket, carrier, opener, true);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (greetsFirst) {
            greet(context);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        ByteBuf piece = (ByteBuf) read;
        while (heard < EXPECTED.length && piece.isReadable()) {
            if (piece.readByte() != EXPECTED[heard]) {
                piece.release();
                fail(Reason.HANDSHAKE_FAILED, "the other end is not one of a mesh, or of another version");
                return;
            }
            heard++;
        }
        if (heard < EXPECTED.length) {
            piece.release();
            return;
        }
        begin(context);
        context.fireChannelRead(piece); // to the handler that has taken the place of this one
    }

    private void begin(ChannelHandlerContext context) {
        if (!greetsFirst) {
            greet(context);
        }
        succeed(new StreamChannel(socket(), opener.ends(socket()), carrier));
    }

    private static void greet(ChannelHandlerContext context) {
        var unused = context.writeAndFlush(Unpooled.wrappedBuffer(EXPECTED));
    }
}
