package org.mesophyll.web.jsonrpc;

import jakarta.websocket.Session;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.web.guard.ByteBudget;
import org.mesophyll.web.guard.Stranger;
import org.mesophyll.web.settings.JsonRpcSettings;
import org.mesophyll.web.sockets.MessageAssembly;

/** The open sessions of JSON-RPC, as many as allowed; those of strangers have fewer places. For any number of threads. */
final class RpcSessions {
    private static final int ANONYMOUS_PER_SECOND = 10; // of a session

    private final Set<RpcConnection> open = ConcurrentHashMap.newKeySet();
    private final RpcProcessor processor;
    private final JsonRpcSettings settings;
    private final StrangerPlaces strangers;
    private final ByteBudget receiving;
    private final Ticker ticker;
    private final LongSupplier nanoClock;

    RpcSessions(
            RpcProcessor processor,
            JsonRpcSettings settings,
            ByteBudget receiving,
            Ticker ticker,
            LongSupplier nanoClock) {
        this.processor = processor;
        this.settings = settings;
        this.strangers = new StrangerPlaces(settings.strangers(), nanoClock);
        this.receiving = receiving;
        this.ticker = ticker;
        this.nanoClock = nanoClock;
    }

    /**
     * A session that was opened.
     *
     * @param connection is told what comes from the wire
     * @param reception assembles that from its parts
     */
    record OpenSession(RpcConnection connection, MessageAssembly reception) {}

    /** Says whether a stranger may open a session now, and counts it if so; to be asked before the handshake is answered. */
    boolean mayBegin(Stranger stranger) {
        return strangers.mayBegin(stranger.address());
    }

    /**
     * Takes over a WebSocket that was just opened. Its principal says whose it is: somebody who has shown a token, or a stranger, who
     * has small messages and little time until they prove who they are.
     *
     * @param caller whose token was shown, or null
     * @param refuse closes the session for what it sends
     * @return empty if there are too many
     */
    Optional<OpenSession> open(Session session, @Nullable Caller caller, Wire wire, Consumer<CloseReason> refuse) {
        if (open.size() >= settings.maxSessions()) {
            return Optional.empty();
        }
        if (caller == null) {
            return openStranger(session, wire, refuse);
        }
        MessageAssembly reception =
                MessageAssembly.of(session, receiving, caller.name(), settings.maxMessageBytes(), refuse);
        RpcSession calls = new RpcSession(calls(), anonymous(), caller, null);
        return Optional.of(new OpenSession(start(wire, calls, open::remove), reception));
    }

    private Optional<OpenSession> openStranger(Session session, Wire wire, Consumer<CloseReason> refuse) {
        Stranger stranger =
                session.getUserPrincipal() instanceof Stranger known ? known : new Stranger("unknown", null, null);
        String address = stranger.address();
        if (!strangers.take(address)) {
            return Optional.empty();
        }
        AtomicBoolean placed = new AtomicBoolean(true);
        Runnable leave = () -> {
            if (placed.getAndSet(false)) {
                strangers.giveBack(address);
            }
        };
        try {
            return Optional.of(openPlaced(session, stranger, wire, refuse, leave));
        } catch (RuntimeException | Error e) { // no memory, say: no session will give the place back
            leave.run();
            throw e;
        }
    }

    private OpenSession openPlaced(
            Session session, Stranger stranger, Wire wire, Consumer<CloseReason> refuse, Runnable leave) {
        MessageAssembly reception = MessageAssembly.of(
                session,
                receiving,
                "stranger " + stranger.address(),
                settings.strangers().maxMessageBytes(),
                refuse);
        RpcSession calls = new RpcSession(calls(), anonymous(), null, stranger);
        calls.whenAuthenticated(proven -> {
            leave.run();
            strangers.proven(stranger.address());
            reception.allow(proven.name(), settings.maxMessageBytes());
        });
        RpcConnection connection = start(wire, calls, gone -> {
            leave.run();
            open.remove(gone);
        });
        return new OpenSession(connection, reception);
    }

    private RpcConnection start(Wire wire, RpcSession session, Consumer<RpcConnection> whenGone) {
        RpcConnection connection = new RpcConnection(wire, session, processor, settings, nanoClock, whenGone);
        ticker.add(connection::tick); // first: if the next throws, its deadlines end it
        open.add(connection);
        return connection;
    }

    /** Ends all sessions. */
    void close() {
        open.forEach(connection -> connection.close(CloseReason.GOING_AWAY));
    }

    /** Returns how many places strangers have taken. */
    int strangersInAll() {
        return strangers.taken();
    }

    /** Returns the budget of somebody who may call much. */
    CallBudget calls() {
        return new CallBudget(settings.maxCallsPerSession(), settings.callsPerSecond(), nanoClock);
    }

    private CallBudget anonymous() {
        return new CallBudget(ANONYMOUS_PER_SECOND, ANONYMOUS_PER_SECOND, nanoClock);
    }
}
