package org.mesophyll.it.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

/** Stands between a worker and a master, and can stop moving bytes while both connections stay open. */
final class FreezingProxy implements AutoCloseable {
    private final NioReactor reactor;
    private final TcpCrusher crusher;
    private final URI target;

    private FreezingProxy(NioReactor reactor, TcpCrusher crusher, URI target) {
        this.reactor = reactor;
        this.crusher = crusher;
        this.target = target;
    }

    static FreezingProxy before(URI target) throws IOException {
        NioReactor reactor = new NioReactor();
        TcpCrusher crusher = TcpCrusherBuilder.builder()
                .withReactor(reactor)
                .withBindAddress("127.0.0.1", freePort())
                .withConnectAddress(target.getHost(), target.getPort())
                .buildAndOpen();
        return new FreezingProxy(reactor, crusher, target);
    }

    /** Returns the target's URL with this proxy's port. */
    URI url() {
        return URI.create(target.toString().replace(":" + target.getPort(), ":" + port()));
    }

    /** Moves no byte any more, in either direction. */
    void freeze() {
        crusher.freezeAllPairs();
    }

    /** Cuts the connections that it carries. */
    void cut() {
        crusher.closeAllPairs();
    }

    /** Says how many connections it carried so far. */
    int connections() {
        return crusher.getClientTotalCount();
    }

    @Override
    public void close() {
        crusher.close();
        reactor.close();
    }

    private int port() {
        return crusher.getBindAddress().getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
