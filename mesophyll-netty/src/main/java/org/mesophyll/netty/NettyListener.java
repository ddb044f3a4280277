package org.mesophyll.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.mesophyll.mesh.transport.AcceptOutcome;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Listener;

/** A socket that listens, and the reception of those who come. */
final class NettyListener implements Listener {
    private static final System.Logger LOG = System.getLogger(NettyListener.class.getName());
    private static final long CLOSE_SECONDS = 2;

    private final ServerSocketChannel server;
    private final Endpoint endpoint;
    private final Reception reception;

    NettyListener(ServerSocketChannel server, Endpoint endpoint, Reception reception) {
        this.server = server;
        this.endpoint = endpoint;
        this.reception = reception;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public AcceptOutcome accept(Duration within) throws InterruptedException {
        return reception.accept(within);
    }

    @Override
    public void close() {
        var closed = server.close();
        reception.close();
        EventLoop loop = server.eventLoop();
        if (!loop.inEventLoop()) {
            var unused = closed.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            awaitPort(loop);
        }
    }

    /** Waits until the port is free: the JDK lets go of it only when the loop selects again, as it does before a timer. */
    private static void awaitPort(EventLoop loop) {
        try {
            var unused = loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the loop has ended, and its ports are free");
        }
    }
}
