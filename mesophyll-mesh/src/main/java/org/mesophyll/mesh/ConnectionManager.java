package org.mesophyll.mesh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Transport;
import org.mesophyll.mesh.work.BackOff;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.SerialTurn;

/**
 * Keeps a connection to every peer that was requested in a {@link Mesh}: tries the peer's endpoints in turn, backs off when
 * all have failed, and begins anew when the connection is lost.
 *
 * <p>Its owner ticks it, several times a second ({@link org.mesophyll.mesh.work.Ticker}); everything happens there, and
 * nothing blocks. All methods may be called from any thread.
 */
public final class ConnectionManager implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ConnectionManager.class.getName());
    private static final Guard TICKS = new Guard(LOG, "a peer could not be looked after");
    private static final Guard LISTENERS = new Guard(LOG, "a listener of peers failed");

    private final Transport transport;
    private final Mesh mesh;
    private final ManagerSettings settings;
    private final BackOff backOff;
    private final LongSupplier nanoClock;
    private final List<PeerListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, List<Endpoint>> wanted = new HashMap<>(); // guarded by itself
    private boolean closed; // guarded by wanted
    private final SerialTurn ticking = new SerialTurn(TICKS, this::tickOnce);
    private final Map<String, Peer> peers = new HashMap<>(); // confined to whoever ticks, like all below
    private final List<ConnectionId> lingering = new ArrayList<>(); // lost, but what came is not received

    /**
     * Makes a manager without peers.
     *
     * @param transport connects; its owner closes it
     * @param mesh gets the connections; its owner closes it
     * @param nanoClock a clock such as {@link System#nanoTime()}
     */
    public ConnectionManager(
            Transport transport, Mesh mesh, ManagerSettings settings, BackOff backOff, LongSupplier nanoClock) {
        this.transport = transport;
        this.mesh = mesh;
        this.settings = settings;
        this.backOff = backOff;
        this.nanoClock = nanoClock;
    }

    /** Has a listener hear of what happens from now on. */
    public void listen(PeerListener listener) {
        listeners.add(listener);
    }

    /**
     * Requests a connection to a peer, from the next tick on. Doing so again changes nothing, but that other endpoints are
     * used for the next try.
     *
     * @param peer any name
     * @param endpoints where the peer may be, at least one; tried in this order
     * @return false if the manager is closed or has as many peers as it may
     */
    public boolean request(String peer, List<Endpoint> endpoints) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a peer has at least one endpoint: " + peer);
        }
        synchronized (wanted) {
            if (closed || (!wanted.containsKey(peer) && wanted.size() >= settings.maxPeers())) {
                return false;
            }
            wanted.put(peer, List.copyOf(new LinkedHashSet<>(endpoints)));
            return true;
        }
    }

    /** Ends the connection to a peer politely, at the next tick, and makes no other; false if it was not requested. */
    public boolean remove(String peer) {
        synchronized (wanted) {
            return wanted.remove(peer) != null;
        }
    }

    /**
     * Does what is due; nothing blocks.
     *
     * @return whether it wants further ticks
     */
    public boolean tick() {
        ticking.ask();
        return !isClosed();
    }

    /** Ends every connection that it keeps, politely, and makes no more. */
    @Override
    public void close() {
        synchronized (wanted) {
            closed = true;
            wanted.clear();
        }
        tick();
    }

    Mesh mesh() {
        return mesh;
    }

    ManagerSettings settings() {
        return settings;
    }

    BackOff backOff() {
        return backOff;
    }

    CompletableFuture<Connection> connect(Endpoint to) {
        try {
            return transport.connectAsync(to, settings.connectWithin()).toCompletableFuture();
        } catch (RuntimeException | Error e) { // foreign code: one that breaks its promise must not stop the ticking
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Leaves a connection that has ended in the mesh until all that came over it is received. */
    void linger(ConnectionId id) {
        lingering.add(id);
    }

    void tell(Consumer<PeerListener> what) {
        for (PeerListener listener : listeners) {
            LISTENERS.run(() -> what.accept(listener)); // foreign code: the peers are looked after all the same
        }
    }

    private void tickOnce() {
        Map<String, List<Endpoint>> now = wantedNow();
        letGoOfUnwanted(now.keySet());
        long nanos = nanoClock.getAsLong();
        now.forEach((name, endpoints) -> TICKS.run(() ->
                peers.computeIfAbsent(name, key -> new Peer(key, this, nanos)).tick(endpoints, nanos)));
        removeReceived();
    }

    private void letGoOfUnwanted(Set<String> stillWanted) {
        for (Iterator<Map.Entry<String, Peer>> each = peers.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Peer> entry = each.next();
            if (!stillWanted.contains(entry.getKey())) {
                each.remove();
                TICKS.run(entry.getValue()::letGo);
            }
        }
    }

    private void removeReceived() {
        boolean last = isClosed();
        for (Iterator<ConnectionId> each = lingering.iterator(); each.hasNext(); ) {
            ConnectionId id = each.next();
            if (last || isReceived(id)) {
                each.remove();
                mesh.remove(id);
            }
        }
    }

    private boolean isReceived(ConnectionId id) {
        return mesh.counters(id)
                .map(counters -> counters.waitingMessages() == 0)
                .orElse(true);
    }

    private Map<String, List<Endpoint>> wantedNow() {
        synchronized (wanted) {
            return Map.copyOf(wanted);
        }
    }

    private boolean isClosed() {
        synchronized (wanted) {
            return closed;
        }
    }
}
