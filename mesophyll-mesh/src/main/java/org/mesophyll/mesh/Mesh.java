package org.mesophyll.mesh;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.work.Guard;

/**
 * Sends and receives over many connections, of whichever transports.
 *
 * <p>Any number of threads may share a mesh. It has none of its own: the transports' threads fill its incoming queue and
 * write its connections' outboxes, and they take no locks here. A connection that is not writable delays nobody else, for
 * each has its own outbox; every queue is bounded, and one that is full says so or, for what comes, stops the reading.
 */
public final class Mesh implements MeshLifeCycle, MeshSender, MeshReceiver {
    private static final Guard LISTENERS =
            new Guard(System.getLogger(Mesh.class.getName()), "a listener of a mesh failed");

    private final MeshSettings settings;
    private final Incoming incoming;
    private final Map<ConnectionId, Member> members = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger(); // of members, or a little more
    private final AtomicLong lastId = new AtomicLong();
    private final List<MeshListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed; // written by close

    /** Makes a mesh without connections. */
    public Mesh(MeshSettings settings) {
        this.settings = settings;
        this.incoming = new Incoming(settings.incoming());
    }

    @Override
    public AddOutcome add(Connection connection) {
        int most = settings.maxConnections();
        if (closed) {
            return new AddOutcome.Closed();
        }
        if (size.getAndUpdate(now -> Math.min(now + 1, most)) == most) {
            return new AddOutcome.Full(most);
        }
        ConnectionId id = new ConnectionId(lastId.incrementAndGet());
        Member member = new Member(id, connection, incoming, this::tellGone);
        boolean entered = false;
        try {
            enter(member);
            entered = true;
        } finally {
            if (!entered) {
                members.remove(id);
                member.leave();
                size.decrementAndGet();
            }
        }
        if (closed && remove(member.id()) instanceof RemoveOutcome.Removed) {
            return new AddOutcome.Closed(); // close() has missed it
        }
        return new AddOutcome.Added(member.id());
    }

    @Override
    public RemoveOutcome remove(ConnectionId id) {
        Member member = members.remove(id);
        if (member == null) {
            return new RemoveOutcome.NotFound();
        }
        size.decrementAndGet();
        member.leave();
        Connection connection = member.connection();
        connection.limitOutbox(connection.settings().outbox());
        return new RemoveOutcome.Removed(connection);
    }

    @Override
    public void listen(MeshListener listener) {
        listeners.add(listener);
    }

    @Override
    public SendOutcome send(Envelope envelope) {
        Member member = members.get(envelope.connection());
        if (member == null) {
            return new SendOutcome.NotFound(envelope);
        }
        return switch (member.offer(envelope.payload())) {
            case ACCEPTED -> SendOutcome.Sent.SENT;
            case FULL -> new SendOutcome.Full(envelope);
            case CLOSED ->
                member.isRemoved() ? new SendOutcome.NotFound(envelope) : new SendOutcome.Disconnected(envelope);
        };
    }

    @Override
    public Optional<Outgoing> outgoing(ConnectionId to) {
        return Optional.ofNullable(members.get(to)).map(Outgoing::new);
    }

    @Override
    public ReceiveOutcome receive() throws InterruptedException {
        return incoming.receive();
    }

    @Override
    public ReceiveOutcome receive(Duration within) throws InterruptedException {
        return incoming.receive(within);
    }

    /** Returns what receives from this mesh and can do nothing else. */
    public Incoming incoming() {
        return incoming;
    }

    /** Returns the ids of the connections, those that are gone and were not removed included. */
    public Set<ConnectionId> connections() {
        return Set.copyOf(members.keySet());
    }

    /** Returns what went over a connection and what waits; empty if there is none of this id. */
    public Optional<Connection.Counters> counters(ConnectionId id) {
        return Optional.ofNullable(members.get(id))
                .map(member -> member.connection().counters());
    }

    @Override
    public void close() {
        closed = true;
        for (ConnectionId id : members.keySet()) {
            if (remove(id) instanceof RemoveOutcome.Removed removed) {
                removed.connection().close(CloseReason.GOING_AWAY);
            }
        }
        incoming.close();
    }

    private void enter(Member member) {
        members.put(member.id(), member); // first: whoever receives from it may answer at once
        if (!member.join()) {
            throw new IllegalStateException("somebody listens to the connection already");
        }
        member.connection().limitOutbox(settings.outgoing());
    }

    private void tellGone(ConnectionId id, CloseReason reason) {
        for (MeshListener listener : listeners) {
            LISTENERS.run(() -> listener.onGone(id, reason)); // foreign code: the others are told all the same
        }
    }
}
