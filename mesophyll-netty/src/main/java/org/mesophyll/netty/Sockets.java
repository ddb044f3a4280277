package org.mesophyll.netty;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.mesophyll.mesh.transport.Endpoint;

/** What is done to sockets in more than one place. */
final class Sockets {
    private static final System.Logger LOG = System.getLogger(Sockets.class.getName());

    private Sockets() {}

    /**
     * Lets go of a socket at once: no farewell by TLS, and the system keeps nothing that the peer has not taken. May be
     * called by any thread.
     */
    static void cut(SocketChannel socket) {
        try {
            socket.config().setSoLinger(0);
        } catch (ChannelException e) { // it is closed already
            LOG.log(Level.DEBUG, () -> "no lingering set for " + socket + ": " + e);
        }
        ChannelHandlerContext first = socket.pipeline().firstContext();
        var unused = first == null ? socket.close() : first.close(); // from the first one on TLS is not asked
    }

    /** Returns the address of an end, as an endpoint of some scheme and path. */
    static Endpoint endpoint(Scheme scheme, SocketAddress address, String path) {
        InetSocketAddress inet = (InetSocketAddress) address;
        return new Endpoint(scheme.text(), inet.getAddress().getHostAddress(), inet.getPort(), path);
    }
}
