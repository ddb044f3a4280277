package org.mesophyll.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;
import org.mesophyll.mesh.work.Handoff;

/**
 * One attempt to connect, from the host's name to the connection: the addresses of the name are tried in turn until one
 * takes the socket. All of it happens on one loop, within one deadline.
 */
final class Dial implements Opening.Opener {
    private final Endpoint to;
    private final Duration within;
    private final Carrier carrier;
    private final TlsContexts tls;
    private final EventLoop loop;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private final Deque<InetAddress> untried = new ArrayDeque<>(); // confined to the loop
    private @Nullable SocketChannel current; // confined to the loop

    Dial(Endpoint to, Duration within, Carrier carrier, TlsContexts tls) {
        this.to = to;
        this.within = within;
        this.carrier = carrier;
        this.tls = tls;
        this.loop = carrier.loops().next();
    }

    /** Returns where it leads. */
    Endpoint to() {
        return to;
    }

    /** Returns what is completed when the attempt is over; if somebody else completes it, a connection is cut. */
    CompletableFuture<Connection> result() {
        return result;
    }

    void start(Names names) {
        var deadline = loop.schedule(this::timeOut, within.toNanos(), TimeUnit.NANOSECONDS);
        var unusedLookUp = names.lookUp(to.host())
                .whenComplete((found, failure) -> Handoff.execute(
                        loop,
                        () -> {
                            if (failure != null) {
                                failed(failure);
                                return;
                            }
                            tryAddresses(found);
                        },
                        this::failed));
        var unused = result.whenComplete((connection, failure) -> {
            deadline.cancel(false);
            if (failure != null) {
                Handoff.execute(loop, this::letGo, refusal -> {}); // a loop that has ended has closed its sockets
            }
        });
    }

    @Override
    public NettyChannel.Ends ends(SocketChannel socket) {
        return new NettyChannel.Ends(Sockets.endpoint(carrier.scheme(), socket.localAddress(), ""), to);
    }

    @Override
    public void opened(NettyChannel channel) {
        Connection connection = carrier.open(channel);
        if (!result.complete(connection)) {
            connection.abort();
        }
    }

    @Override
    public void failed(Throwable cause) {
        result.completeExceptionally(Failures.connecting(to, cause));
    }

    private void tryAddresses(List<InetAddress> found) {
        untried.addAll(found);
        tryNext();
    }

    private void tryNext() {
        try {
            connectToNext();
        } catch (RuntimeException | Error e) { // no memory for a socket, say
            failed(e);
        }
    }

    private void connectToNext() {
        if (result.isDone()) {
            return;
        }
        ChannelFuture connecting = bootstrap().connect(untried.remove(), to.port());
        current = (SocketChannel) connecting.channel();
        var unused = connecting.addListener(done -> {
            if (!done.isSuccess()) {
                onUnconnected(done.cause());
            }
        });
    }

    private void onUnconnected(Throwable cause) {
        if (untried.isEmpty()) {
            failed(cause);
            return;
        }
        tryNext();
    }

    private Bootstrap bootstrap() {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the deadline is for all addresses together
                .handler(Pipelines.connecting(this, to, carrier, tls));
    }

    private void timeOut() {
        String what = "no connection to " + to + " within " + within;
        result.completeExceptionally(new TransportException(Reason.TIMED_OUT, what));
    }

    /** Lets go of the socket of an attempt that has failed, or that nobody waits for any more. */
    private void letGo() {
        untried.clear();
        if (current != null) {
            Sockets.cut(current);
        }
    }
}
