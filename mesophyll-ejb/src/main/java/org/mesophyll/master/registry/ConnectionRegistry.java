package org.mesophyll.master.registry;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.epoch.Epochs;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Link;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/**
 * The live connections: at most one for each worker, the one with the highest epoch.
 *
 * <p>Taking over is one exchange in a map; whoever was there is closed, and can only remove itself, never its successor. The
 * listener hears that the older connection is gone before it hears of the newer.
 */
public final class ConnectionRegistry {
    /** The reasons for which the master, and not the worker or the network, ends a connection: it may no longer write. */
    private static final Set<CloseReason> GIVEN_UP = Set.of(
            CloseReason.SILENT,
            CloseReason.NOT_READING,
            CloseReason.REVOKED,
            CloseReason.EXPIRED,
            CloseReason.DISCONNECTED);

    private static final long TOKEN_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Guard CLOSES =
            new Guard(System.getLogger(ConnectionRegistry.class.getName()), "a connection could not be ended");

    private final ConnectionSettings settings;
    private final WorkerTokens tokens;
    private final Epochs epochs;
    private final Ticker ticker;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Executor writers;
    private final ConnectionListener listener;
    private final ConcurrentMap<WorkerId, WorkerConnection> live = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Makes an empty registry.
     *
     * @param epochs gives connections their epochs, and hears which of them no longer count
     * @param ticker ticks the connections
     * @param clock tells when a connection began
     * @param nanoClock a clock such as {@link System#nanoTime()}, for everything that has a deadline
     * @param writers write what busy threads send, see {@link Link}
     */
    public ConnectionRegistry(
            ConnectionSettings settings,
            WorkerTokens tokens,
            Epochs epochs,
            Ticker ticker,
            Clock clock,
            LongSupplier nanoClock,
            Executor writers,
            ConnectionListener listener) {
        this.settings = settings;
        this.tokens = tokens;
        this.epochs = epochs;
        this.ticker = ticker;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.writers = writers;
        this.listener = listener;
    }

    /** Takes over a connection of a worker that does not say what it runs; see {@link #connect(Handshake, Wire)}. */
    public WorkerConnection connect(WorkerId worker, Wire wire) {
        return connect(Handshake.of(worker), wire);
    }

    /**
     * Takes over a connection that a worker has just established; the older one, if any, is closed.
     *
     * @return the connection, to be told what comes from the wire
     */
    public WorkerConnection connect(Handshake handshake, Wire wire) {
        HeldWire held = new HeldWire(wire);
        long epoch = epochs.next();
        WorkerConnection connection = new WorkerConnection(
                handshake, epoch, held, settings, clock.instant(), nanoClock, writers, listener, this::onGone);
        greet(connection);
        ticker.add(() -> tick(connection));
        if (takeOver(connection)) {
            held.release();
            connection.announce();
            refuseIfTooLate(connection);
        } else {
            held.release();
            connection.close(CloseReason.REPLACED);
        }
        return connection;
    }

    /** Ticks a connection, and about once a second looks whether the token with which it was made still counts. */
    private boolean tick(WorkerConnection connection) {
        Bytes token = connection.handshake().tokenSha256();
        if (token != null && connection.isTokenDue(TOKEN_CHECK_NANOS) && !tokens.isValid(connection.worker(), token)) {
            connection.close(tokens.isRegistered(connection.worker()) ? CloseReason.EXPIRED : CloseReason.REVOKED);
        }
        return connection.tick();
    }

    /** Queues the greeting before anybody can find the connection, so that nothing is ahead of it. */
    private void greet(WorkerConnection connection) {
        connection.send(ServerMessage.CODEC.encode(
                new ServerMessage.Hello(settings.link().heartbeatInterval().toMillis())));
        if (connection.takesNotices()) {
            connection.send(ServerMessage.CODEC.encode(new ServerMessage.Epoch(connection.epoch())));
        }
    }

    /** Makes a connection its worker's live one; false if a newer one came between. */
    private boolean takeOver(WorkerConnection connection) {
        WorkerId worker = connection.worker();
        AtomicReference<@Nullable WorkerConnection> replaced = new AtomicReference<>();
        WorkerConnection newest = live.compute(worker, (id, known) -> {
            boolean newer = known == null || known.epoch() < connection.epoch();
            replaced.set(newer ? known : null);
            return newer ? connection : known;
        });
        if (newest != connection) {
            return false;
        }
        epochs.begin(worker, connection.epoch());
        WorkerConnection older = replaced.get();
        if (older != null) {
            if (!older.isGone()) {
                listener.onTakeover(worker);
            }
            older.close(CloseReason.REPLACED);
            older.retire();
        }
        return true;
    }

    private void onGone(WorkerConnection connection, CloseReason reason) {
        live.remove(connection.worker(), connection);
        if (GIVEN_UP.contains(reason)) {
            epochs.end(connection.worker(), connection.epoch());
        }
    }

    /** Returns a worker's live connection. */
    public Optional<WorkerConnection> find(WorkerId worker) {
        WorkerConnection connection = live.get(worker);
        return connection == null || connection.isGone() ? Optional.empty() : Optional.of(connection);
    }

    /**
     * Tries a worker's connection, and if that turns out to be gone the one that took over, until something was done;
     * empty if there is none left.
     *
     * @param attempt returns empty if the connection is gone, with nothing sent
     */
    public <T> Optional<T> overLive(WorkerId worker, Function<WorkerConnection, Optional<T>> attempt) {
        Optional<WorkerConnection> last = Optional.empty();
        Optional<WorkerConnection> connection = find(worker);
        while (connection.isPresent() && !connection.equals(last)) {
            Optional<T> done = attempt.apply(connection.get());
            if (done.isPresent()) {
                return done;
            }
            last = connection;
            connection = find(worker);
        }
        return Optional.empty();
    }

    /** Returns the live connections as they are now. */
    public List<WorkerConnection> all() {
        return List.copyOf(live.values());
    }

    /** Returns how many workers are connected. */
    public int size() {
        return live.size();
    }

    /** Ends a worker's connection; false if it has none. */
    public boolean disconnect(WorkerId worker, CloseReason reason) {
        WorkerConnection connection = live.get(worker);
        if (connection == null) {
            return false;
        }
        connection.close(reason);
        return true;
    }

    /**
     * Ends every connection once what it has taken is sent, within the close deadline, and each that comes later at once.
     */
    public void close() {
        closed = true;
        Map.copyOf(live)
                .values()
                .forEach(connection -> CLOSES.run(() -> connection.finish(
                        CloseReason.GOING_AWAY, settings.link().closeDeadline())));
    }

    /** Ends a connection whose worker was revoked, or that came when the master stopped, while it was established. */
    private void refuseIfTooLate(WorkerConnection connection) {
        if (closed) {
            connection.close(CloseReason.GOING_AWAY);
        } else if (!tokens.isRegistered(connection.worker())) {
            connection.close(CloseReason.REVOKED);
        }
    }
}
