package org.mesophyll.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Listener;
import org.mesophyll.mesh.transport.Transport;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;
import org.mesophyll.mesh.work.Ticker;

/**
 * Carries messages over TCP ({@code tcp://host:port}), TLS ({@code tcps://host:port}) and WebSocket ({@code
 * ws://host:port/path}, {@code wss://host:port/path}), by Netty (ADR 9).
 *
 * <p>A connection exists, at either end, only when all its handshakes are done: those of TLS, which is where certificates
 * are checked, and then WebSocket's, or the greeting of a mesh. Over WebSocket a peer that agrees to {@code mesophyll.v2}
 * gets and sends several messages in one frame, and any other one message a frame.
 */
public final class NettyTransport implements Transport {
    private final NettySettings settings;
    private final TlsContexts tls;
    private final Loops loops;
    private final Ticker ticker;
    private final LongSupplier nanoClock;
    private final Names names = new Names();
    private final Set<NettyListener> listeners = ConcurrentHashMap.newKeySet();
    private final Set<Dial> dials = ConcurrentHashMap.newKeySet();

    /**
     * Makes a transport, whose threads start as they are needed and run until it is closed.
     *
     * @param ticker ticks its connections
     * @param nanoClock a clock such as {@link System#nanoTime()}
     * @throws IllegalArgumentException if the JDK cannot use the certificates that the settings name
     */
    public NettyTransport(NettySettings settings, Ticker ticker, LongSupplier nanoClock) {
        this.settings = settings;
        this.tls = TlsContexts.of(settings.tls());
        this.loops = new Loops(settings.loopThreads());
        this.ticker = ticker;
        this.nanoClock = nanoClock;
    }

    @Override
    public Set<String> schemes() {
        return Scheme.names();
    }

    @Override
    public CompletionStage<Connection> connectAsync(Endpoint to, Duration within) {
        Optional<Scheme> scheme = Scheme.of(to.scheme());
        if (scheme.isEmpty()) {
            return CompletableFuture.failedFuture(unknown(to));
        }
        if (to.port() <= 0) {
            return CompletableFuture.failedFuture(
                    new TransportException(Reason.BAD_ENDPOINT, "a port to connect to is 1 to 65535: " + to));
        }
        if (loops.areEnding()) {
            return CompletableFuture.failedFuture(closed(to));
        }
        return start(new Dial(to, within, carrier(scheme.get()), tls));
    }

    @Override
    public Listener listen(Endpoint at) throws TransportException {
        Scheme scheme = Scheme.of(at.scheme()).orElseThrow(() -> unknown(at));
        if (scheme.isSecure() && !tls.canListen()) {
            throw new TransportException(Reason.BAD_ENDPOINT, at + " needs a certificate to show, and there is none");
        }
        if (loops.areEnding()) {
            throw closed(at);
        }
        Reception reception = new Reception(at, carrier(scheme), tls, settings);
        ServerSocketChannel server = bind(at, reception);
        NettyListener listener =
                new NettyListener(server, at.withPort(server.localAddress().getPort()), reception);
        listeners.add(listener);
        var unused = server.closeFuture().addListener(closed -> listeners.remove(listener));
        if (loops.areEnding()) { // close() may have missed it
            listener.close();
            throw closed(at);
        }
        return listener;
    }

    @Override
    public void close() {
        names.end();
        listeners.forEach(Listener::close);
        loops.end();
        dials.forEach(dial -> dial.result().completeExceptionally(closed(dial.to())));
    }

    private CompletableFuture<Connection> start(Dial dial) {
        CompletableFuture<Connection> result = dial.result();
        dials.add(dial);
        var unused = result.whenComplete((connection, failure) -> dials.remove(dial));
        try {
            dial.start(names);
        } catch (RejectedExecutionException e) { // the loops have ended meanwhile
            result.completeExceptionally(closed(dial.to()));
        } catch (RuntimeException | Error e) { // no memory for its deadline, say
            result.completeExceptionally(TransportException.of(e, dial.to()));
        }
        if (loops.areEnding()) { // close() may have missed it
            result.completeExceptionally(closed(dial.to()));
        }
        return result;
    }

    private ServerSocketChannel bind(Endpoint at, Reception reception) throws TransportException {
        ChannelFuture binding = new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(Pipelines.initializer(loops, reception::receive))
                .bind(address(at))
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw Failures.listening(at, binding.cause());
        }
        return (ServerSocketChannel) binding.channel();
    }

    private static InetSocketAddress address(Endpoint at) throws TransportException {
        try {
            return new InetSocketAddress(InetAddress.getByName(at.host()), at.port());
        } catch (UnknownHostException e) {
            throw Failures.listening(at, e);
        }
    }

    private Carrier carrier(Scheme scheme) {
        return new Carrier(scheme, settings.connection(), loops, ticker, nanoClock);
    }

    private static TransportException unknown(Endpoint endpoint) {
        return new TransportException(
                Reason.UNKNOWN_SCHEME,
                "no " + endpoint.scheme() + ":// here, but " + String.join(", ", Scheme.names()));
    }

    private static TransportException closed(Endpoint endpoint) {
        return new TransportException(Reason.CLOSED, "the transport is closed: " + endpoint);
    }
}
