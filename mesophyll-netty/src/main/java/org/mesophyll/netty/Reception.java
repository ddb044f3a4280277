package org.mesophyll.netty;

import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.mesophyll.mesh.transport.AcceptOutcome;
import org.mesophyll.mesh.transport.Backlog;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.TransportException.Reason;

/**
 * Makes connections of the sockets that come to a listener. A socket takes a place when it comes, and gives it back when its
 * connection is accepted or its handshakes fail; one that finds no place is closed.
 */
final class Reception {
    private static final System.Logger LOG = System.getLogger(Reception.class.getName());

    private final Endpoint at;
    private final Carrier carrier;
    private final TlsContexts tls;
    private final Duration handshakeTimeout;
    private final Backlog backlog;
    private final Semaphore places;

    Reception(Endpoint at, Carrier carrier, TlsContexts tls, NettySettings settings) {
        this.at = at;
        this.carrier = carrier;
        this.tls = tls;
        this.handshakeTimeout = settings.handshakeTimeout();
        this.backlog = new Backlog(settings.backlog());
        this.places = new Semaphore(settings.backlog());
    }

    /** Takes a socket that has just come; called by its loop. */
    void receive(SocketChannel socket) {
        if (!places.tryAcquire()) {
            LOG.log(Level.DEBUG, () -> at + ": no place for " + socket.remoteAddress());
            Sockets.cut(socket);
            return;
        }
        try {
            var unused = new Guest(socket);
        } catch (RuntimeException | Error e) { // no memory for it, say
            places.release();
            Sockets.cut(socket);
            Failures.log(LOG, socket, e);
        }
    }

    /** Waits for a connection. */
    AcceptOutcome accept(Duration within) throws InterruptedException {
        AcceptOutcome outcome = backlog.accept(within);
        if (outcome instanceof AcceptOutcome.Accepted) {
            places.release();
        }
        return outcome;
    }

    /** Makes no more connections, and cuts those that nobody has accepted. */
    void close() {
        backlog.close();
    }

    /** One who has come. */
    private final class Guest implements Opening.Opener {
        private final SocketChannel socket;
        private final Future<?> deadline;
        private final Opening opening;
        private boolean hasPlace = true; // confined to the socket's loop

        Guest(SocketChannel socket) {
            this.socket = socket;
            this.opening = Pipelines.accepted(socket, this, at, carrier, tls);
            this.deadline =
                    socket.eventLoop().schedule(this::timeOut, handshakeTimeout.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public NettyChannel.Ends ends(SocketChannel connected) {
            return new NettyChannel.Ends(
                    Sockets.endpoint(carrier.scheme(), connected.localAddress(), at.path()),
                    Sockets.endpoint(carrier.scheme(), connected.remoteAddress(), ""));
        }

        @Override
        public void opened(NettyChannel channel) {
            deadline.cancel(false);
            Connection connection = carrier.open(channel);
            if (backlog.offer(connection)) {
                hasPlace = false; // whoever accepts it gives it back
            } else {
                giveBackPlace();
                connection.abort();
            }
        }

        @Override
        public void failed(Throwable cause) {
            deadline.cancel(false);
            giveBackPlace();
            Failures.log(LOG, socket, cause);
        }

        private void giveBackPlace() {
            if (hasPlace) {
                hasPlace = false;
                places.release();
            }
        }

        private void timeOut() {
            opening.fail(Reason.TIMED_OUT, "no handshake within " + handshakeTimeout);
            Sockets.cut(socket);
        }
    }
}
