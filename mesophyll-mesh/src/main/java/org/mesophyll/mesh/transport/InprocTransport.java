package org.mesophyll.mesh.transport;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.transport.TransportException.Reason;
import org.mesophyll.mesh.work.Ticker;

/**
 * Connections within this process, at {@code inproc://name}; a name belongs to one instance of this class.
 *
 * <p>It has no thread: messages are brought by those who send them, and messages are not copied, so that a sender that
 * changes an array after it has sent it changes what was received.
 */
public final class InprocTransport implements Transport {
    private static final String SCHEME = "inproc";
    private static final int BACKLOG = 128;

    private final ConnectionSettings settings;
    private final Ticker ticker;
    private final LongSupplier nanoClock;
    private final Map<Endpoint, NameListener> listeners = new ConcurrentHashMap<>();
    private final Set<Joint> joints = ConcurrentHashMap.newKeySet();
    private final AtomicLong clients = new AtomicLong();
    private volatile boolean closed; // written by close

    /**
     * Makes a transport where nobody listens.
     *
     * @param ticker ticks its connections
     * @param nanoClock a clock such as {@link System#nanoTime()}
     */
    public InprocTransport(ConnectionSettings settings, Ticker ticker, LongSupplier nanoClock) {
        this.settings = settings;
        this.ticker = ticker;
        this.nanoClock = nanoClock;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public CompletionStage<Connection> connectAsync(Endpoint to, Duration within) {
        try {
            return CompletableFuture.completedFuture(join(to));
        } catch (TransportException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Listener listen(Endpoint at) throws TransportException {
        requireUsable(at);
        NameListener listener = new NameListener(at);
        if (listeners.putIfAbsent(at, listener) != null) {
            throw new TransportException(Reason.ADDRESS_IN_USE, "somebody listens at " + at + " already");
        }
        if (closed) {
            listener.close(); // close() may have missed it
        }
        return listener;
    }

    @Override
    public void close() {
        closed = true;
        listeners.values().forEach(NameListener::close);
        joints.forEach(Joint::cut);
    }

    private Connection join(Endpoint to) throws TransportException {
        requireUsable(to);
        NameListener listener = listeners.get(to);
        if (listener == null) {
            throw new TransportException(Reason.REFUSED, "nobody listens at " + to);
        }
        Endpoint from = Endpoint.inproc(to.host() + ".client-" + clients.incrementAndGet());
        Joint joint = new Joint(new InprocPipe(), new InprocPipe());
        joints.add(joint);
        InprocChannel channel = new InprocChannel(from, to, joint.toClient, joint.toServer, () -> joints.remove(joint));
        Connection here = open(channel);
        Connection there = open(channel.opposite());
        if (closed) {
            joint.cut(); // close() may have missed it
        }
        if (!listener.backlog.offer(there)) {
            here.abort();
            throw new TransportException(Reason.REFUSED, "too many connections wait to be accepted at " + to);
        }
        return here;
    }

    private Connection open(InprocChannel channel) {
        return Connection.open(channel, settings, ticker, nanoClock);
    }

    private void requireUsable(Endpoint endpoint) throws TransportException {
        if (!endpoint.scheme().equals(SCHEME)) {
            throw new TransportException(
                    Reason.UNKNOWN_SCHEME, "this transport carries " + SCHEME + "://, not " + endpoint);
        }
        if (closed) {
            throw new TransportException(Reason.CLOSED, "the transport is closed, so nothing is at " + endpoint);
        }
    }

    /** Listens at one name. */
    private final class NameListener implements Listener {
        private final Endpoint endpoint;
        private final Backlog backlog = new Backlog(BACKLOG);

        private NameListener(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public Endpoint endpoint() {
            return endpoint;
        }

        @Override
        public AcceptOutcome accept(Duration within) throws InterruptedException {
            return backlog.accept(within);
        }

        @Override
        public void close() {
            listeners.remove(endpoint, this);
            backlog.close();
        }
    }

    /** Both directions of a connection. */
    private record Joint(InprocPipe toClient, InprocPipe toServer) {
        void cut() {
            toClient.end(CloseReason.CUT);
            toServer.end(CloseReason.CUT);
        }
    }
}
