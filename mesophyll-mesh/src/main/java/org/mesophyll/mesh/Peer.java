package org.mesophyll.mesh;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Heartbeat;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;

/** A peer that is to be connected, and how far that is. Confined to whoever ticks the manager. */
final class Peer {
    /** How much longer than it may take a peer waits for the transport to say so. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Where a peer stands. */
    private enum Stage {
        /** The next try comes when its time has come. */
        WAITING,
        /** A try is under way. */
        CONNECTING,
        /** There is a connection. */
        CONNECTED,
        /** No endpoint is worth another try. */
        HOPELESS
    }

    private final String name;
    private final ConnectionManager manager;
    private final Set<Endpoint> hopeless = new HashSet<>();
    private List<Endpoint> endpoints = List.of();
    private Stage stage = Stage.WAITING;
    private int turn; // of the endpoint that is tried next, or was last
    private int triesInRound; // since the last wait, at endpoints that are worth another
    private int waits; // since there was a connection that lasted
    private int attempts; // that failed since there was a connection
    private long stageNanos; // when it came to this stage
    private long waitNanos; // how long WAITING takes
    private @Nullable CompletableFuture<Connection> connecting; // while CONNECTING
    private @Nullable Live live; // while CONNECTED

    Peer(String name, ConnectionManager manager, long nowNanos) {
        this.name = name;
        this.manager = manager;
        this.stageNanos = nowNanos;
    }

    /** Goes as far as it can at this time. If anything fails, it begins again after a wait. */
    void tick(List<Endpoint> wanted, long now) {
        boolean ended = false;
        try {
            goOn(wanted, now);
            ended = true;
        } finally {
            if (!ended && live == null) {
                begin(now);
            }
        }
    }

    /** Ends what there is: nobody wants it any more. */
    void letGo() {
        abortConnecting();
        if (live != null && manager.mesh().remove(live.id) instanceof RemoveOutcome.Removed removed) {
            removed.connection().close();
        }
    }

    private void goOn(List<Endpoint> wanted, long now) {
        if (!endpoints.equals(wanted)) {
            changeEndpoints(wanted, now);
        }
        boolean moved = true;
        while (moved) {
            moved = switch (stage) {
                case WAITING -> tickWaiting(now);
                case CONNECTING -> tickConnecting(now);
                case CONNECTED -> tickConnected(now);
                case HOPELESS -> false;
            };
        }
    }

    /** Forgets the try that is under way, and tries again after a wait. */
    private void begin(long now) {
        waitFor(manager.backOff().nanos(waits++), now);
        abortConnecting();
    }

    private void abortConnecting() {
        CompletableFuture<Connection> under = connecting;
        connecting = null;
        if (under != null) {
            var unused = under.thenAccept(Connection::abort);
        }
    }

    private void changeEndpoints(List<Endpoint> wanted, long now) {
        endpoints = wanted;
        hopeless.clear();
        turn = 0;
        triesInRound = 0;
        if (stage == Stage.HOPELESS || stage == Stage.WAITING) {
            waitFor(0, now);
        }
    }

    private boolean tickWaiting(long now) {
        if (now - stageNanos < waitNanos) {
            return false;
        }
        connecting = manager.connect(endpoints.get(turn));
        enter(Stage.CONNECTING, now);
        return true;
    }

    private boolean tickConnecting(long now) {
        CompletableFuture<Connection> under = connecting;
        if (under == null) {
            throw new IllegalStateException("connecting to nowhere");
        }
        Duration within = manager.settings().connectWithin();
        boolean tooLong = now - stageNanos > within.plus(GRACE).toNanos();
        if (!under.isDone() && !tooLong) {
            return false;
        }
        if (!under.isDone()) {
            abortConnecting();
            fail(new TransportException(Reason.TIMED_OUT, endpoint() + " did not answer within " + within), now);
            return true;
        }
        try {
            Connection made = under.join();
            connecting = null;
            add(made, now);
        } catch (CompletionException | CancellationException e) { // a transport may be anybody's, and cancel
            connecting = null;
            fail(TransportException.of(e, endpoint()), now);
        }
        return true;
    }

    private void add(Connection connection, long now) {
        AddOutcome outcome;
        try {
            outcome = manager.mesh().add(connection);
        } catch (RuntimeException e) { // its settings and the mesh's do not go together
            connection.abort();
            giveUp(TransportException.of(e, endpoint()), now);
            return;
        }
        if (outcome instanceof AddOutcome.Added added) {
            live = new Live(
                    connection,
                    added.id(),
                    new Heartbeat(manager.settings().beat().every(), now));
            attempts = 0;
            triesInRound = 0;
            enter(Stage.CONNECTED, now);
            manager.tell(listener -> listener.onConnected(name, added.id(), endpoint()));
            return;
        }
        connection.abort();
        if (outcome instanceof AddOutcome.Full full) {
            fail(new TransportException(Reason.FAILED, "the mesh has its " + full.most() + " connections"), now);
            return;
        }
        giveUp(new TransportException(Reason.CLOSED, "the mesh is closed"), now);
    }

    private boolean tickConnected(long now) {
        Live current = live;
        if (current == null) {
            throw new IllegalStateException("connected to nowhere");
        }
        Optional<CloseReason> end = current.connection.ended();
        if (end.isEmpty()) {
            return current.beat(manager.settings().beat(), now);
        }
        live = null;
        manager.linger(current.id);
        if (now - stageNanos >= manager.backOff().mostNanos(waits)) {
            waits = 0; // it has lasted, so this is not the same trouble as before
        }
        waitFor(manager.backOff().nanos(waits++), now);
        manager.tell(listener -> listener.onLost(name, current.id, end.get()));
        return true;
    }

    private void fail(TransportException why, long now) {
        Endpoint at = endpoint();
        attempts++;
        int soFar = attempts;
        manager.tell(listener -> listener.onFailing(name, soFar, at, why));
        if (why.reason().isLasting()) {
            hopeless.add(at);
        } else {
            triesInRound++;
        }
        if (hopeless.containsAll(endpoints)) {
            giveUp(why, now);
            return;
        }
        boolean roundIsOver = triesInRound >= endpoints.size() - hopeless.size();
        do {
            turn = (turn + 1) % endpoints.size();
        } while (hopeless.contains(endpoint()));
        triesInRound = roundIsOver ? 0 : triesInRound;
        waitFor(roundIsOver ? manager.backOff().nanos(waits++) : 0, now);
    }

    private void giveUp(TransportException why, long now) {
        enter(Stage.HOPELESS, now);
        manager.tell(listener -> listener.onFatal(name, why));
    }

    private void waitFor(long nanos, long now) {
        waitNanos = nanos;
        enter(Stage.WAITING, now);
    }

    private void enter(Stage next, long now) {
        stage = next;
        stageNanos = now;
    }

    private Endpoint endpoint() {
        return endpoints.get(turn);
    }

    /** A connection, and its signs of life. */
    private static final class Live {
        private final Connection connection;
        private final ConnectionId id;
        private final Heartbeat heartbeat;
        private long messagesIn; // when the peer was heard last

        private Live(Connection connection, ConnectionId id, Heartbeat heartbeat) {
            this.connection = connection;
            this.id = id;
            this.heartbeat = heartbeat;
        }

        /** Sends a beat if one is due; cuts the connection, and says so, if the peer has gone silent. */
        private boolean beat(Beat beat, long now) {
            Optional<byte[]> message = beat.message();
            if (message.isEmpty()) {
                return false;
            }
            Connection.Counters counters = connection.counters();
            boolean mayBeUnread = counters.waitingMessages() > 0; // then this side reads no more, and hears nothing
            if (counters.messagesIn() != messagesIn || mayBeUnread) {
                messagesIn = counters.messagesIn();
                heartbeat.heard(now);
            }
            if (heartbeat.isSilent(now)) {
                connection.abort(CloseReason.SILENT);
                return true;
            }
            if (heartbeat.takeBeat(now)) {
                connection.send(message.get());
            }
            return false;
        }
    }
}
