package org.mesophyll.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.transport.AcceptOutcome;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.InprocTransport;
import org.mesophyll.mesh.transport.Listener;
import org.mesophyll.mesh.work.Ticker;

/** What can be said of a mesh exactly, for within a process whoever sends does all the work. */
class MeshTest {
    private static final ConnectionSettings SETTINGS = ConnectionSettings.DEFAULT
            .withInbox(new OutboxBounds(1_000, 1 << 20))
            .withMaxMessageBytes(1_000);

    private final Ticker ticker = new Ticker(failure -> {
        throw new AssertionError("a tick has failed", failure);
    });
    private final InprocTransport transport = new InprocTransport(SETTINGS, ticker, System::nanoTime);

    @Test
    void serves_connections_in_turn_so_that_one_that_floods_starves_none() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 16));
        List<Pair> pairs = List.of(connect(mesh), connect(mesh), connect(mesh));
        send(pairs.get(0), 100);
        send(pairs.get(1), 5);
        send(pairs.get(2), 5);

        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            ConnectionId from = receive(mesh).connection();
            turns.add(ids(pairs).indexOf(from));
        }

        assertThat(turns).containsExactly(0, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
        for (int i = 0; i < 110 - 16; i++) {
            assertThat(receive(mesh).connection()).isEqualTo(pairs.get(0).id);
        }
        assertThat(mesh.receive(Duration.ZERO)).isEqualTo(new ReceiveOutcome.TimedOut(Duration.ZERO));
    }

    @Test
    void lets_nobody_pass_those_who_wait_for_room() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 16));
        Pair first = connect(mesh);
        Pair second = connect(mesh);
        send(first, 3);
        receive(mesh);
        send(second, 1);

        assertThat(receive(mesh).connection()).isEqualTo(first.id);
        assertThat(receive(mesh).connection()).isEqualTo(first.id);
        assertThat(receive(mesh).connection()).isEqualTo(second.id);
    }

    @Test
    void takes_the_message_that_crosses_the_bound_of_bytes_and_no_other() throws Exception {
        Mesh mesh = new Mesh(new MeshSettings(new OutboxBounds(100, 10), new OutboxBounds(16, 1_000), 10));
        Pair pair = connect(mesh);

        pair.peer.send(new byte[9]);
        pair.peer.send(new byte[500]);
        pair.peer.send(new byte[1]);

        assertThat(mesh.incoming().messages()).isEqualTo(2);
        assertThat(mesh.incoming().bytes()).isEqualTo(509);
        receive(mesh);
        assertThat(mesh.incoming().messages()).isEqualTo(1);
        receive(mesh);
        assertThat(mesh.incoming().bytes()).isEqualTo(1);
        receive(mesh);
        assertThat(mesh.incoming().bytes()).isZero();
    }

    @Test
    void receives_a_message_without_a_byte() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 1));
        Pair pair = connect(mesh);

        pair.peer.send(new byte[0]);

        assertThat(receive(mesh).payload()).isEmpty();
    }

    @Test
    void has_as_many_connections_as_it_may_and_room_again_when_one_was_removed() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 1).withMaxConnections(2));
        Pair first = connect(mesh);
        connect(mesh);
        Connection third = newConnection().server();

        assertThat(mesh.add(third)).isEqualTo(new AddOutcome.Full(2));
        mesh.remove(first.id);

        assertThat(mesh.add(third)).isInstanceOf(AddOutcome.Added.class);
        assertThat(mesh.add(first.server)).isEqualTo(new AddOutcome.Full(2));
    }

    @Test
    void refuses_a_connection_that_is_in_another_mesh_and_leaves_it_as_it_is() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 1));
        Mesh other = new Mesh(MeshSettings.of(1, 1).withMaxConnections(1));
        Pair pair = connect(mesh);

        assertThatThrownBy(() -> other.add(pair.server)).isInstanceOf(IllegalStateException.class);

        assertThat(other.connections()).isEmpty();
        assertThat(other.add(newConnection().server())).isInstanceOf(AddOutcome.Added.class);
        pair.peer.send(new byte[3]);
        assertThat(receive(mesh).payload()).hasSize(3);
    }

    @Test
    void refuses_a_connection_whose_longest_message_would_never_fit_and_leaves_it_as_it_was() throws Exception {
        Mesh small = new Mesh(new MeshSettings(new OutboxBounds(1, 10), new OutboxBounds(1, 999), 1));
        Ends ends = newConnection();

        assertThatIllegalArgumentException().isThrownBy(() -> small.add(ends.server()));

        assertThat(small.connections()).isEmpty();
        Mesh large = new Mesh(MeshSettings.of(1, 1));
        assertThat(large.add(ends.server())).isInstanceOf(AddOutcome.Added.class);
    }

    @Test
    void limits_the_outbox_only_while_the_connection_is_in_the_mesh() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 2));
        Pair stuck = connectStuck(mesh);

        assertThat(mesh.send(new Envelope(stuck.id, new byte[1])).isSent()).isTrue();
        assertThat(mesh.send(new Envelope(stuck.id, new byte[1])).isSent()).isTrue();
        assertThat(mesh.send(new Envelope(stuck.id, new byte[1]))).isInstanceOf(SendOutcome.Full.class);
        mesh.remove(stuck.id);

        assertThat(stuck.server.send(new byte[1])).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void sends_by_a_handle_until_the_connection_is_removed() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 1));
        Pair pair = connect(mesh);
        Outgoing outgoing = mesh.outgoing(pair.id).orElseThrow();
        byte[] message = {1};

        assertThat(outgoing.send(message)).isEqualTo(SendOutcome.Sent.SENT);
        assertThat(outgoing.connection()).isEqualTo(pair.id);
        pair.peer.abort();
        assertThat(outgoing.send(message)).isInstanceOf(SendOutcome.Disconnected.class);
        mesh.remove(pair.id);

        assertThat(outgoing.send(message)).isInstanceOfSatisfying(SendOutcome.NotFound.class, notFound -> {
            assertThat(notFound.envelope().payload()).isSameAs(message);
            assertThat(notFound.envelope().connection()).isEqualTo(pair.id);
        });
        assertThat(mesh.outgoing(pair.id)).isEmpty();
    }

    @Test
    void gives_the_envelope_back_by_a_handle_when_the_outbox_is_full() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 1));
        Pair stuck = connectStuck(mesh);
        Outgoing outgoing = mesh.outgoing(stuck.id).orElseThrow();

        assertThat(outgoing.send(new byte[1]).isSent()).isTrue();
        assertThat(outgoing.send(new byte[2]))
                .isInstanceOfSatisfying(
                        SendOutcome.Full.class,
                        full -> assertThat(full.envelope().payload()).hasSize(2));
    }

    @Test
    void tells_every_listener_of_the_end_though_one_throws_and_none_once_it_was_removed() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 1));
        List<String> gone = new ArrayList<>();
        mesh.listen((id, reason) -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        mesh.listen((id, reason) -> gone.add(id.value() + " " + reason.code()));
        Pair first = connect(mesh);
        Pair second = connect(mesh);

        first.peer.close(CloseReason.GOING_AWAY);
        mesh.remove(second.id);
        second.peer.abort();

        assertThat(gone).containsExactly(first.id.value() + " 1001");
        assertThat(mesh.connections()).containsExactly(first.id);
    }

    @Test
    void counts_for_each_connection() throws Exception {
        Mesh mesh = new Mesh(MeshSettings.of(1, 1));
        Pair pair = connect(mesh);
        pair.peer.send(new byte[4]);
        pair.peer.send(new byte[5]);
        mesh.send(new Envelope(pair.id, new byte[6]));

        assertThat(mesh.counters(pair.id)).contains(new Connection.Counters(2, 9, 1, 6, 0, 0, 0, 1, 5));
        assertThat(mesh.counters(new ConnectionId(99))).isEmpty();
    }

    @Test
    void refuses_settings_that_make_no_sense() {
        OutboxBounds bounds = new OutboxBounds(1, 1);
        OutboxBounds huge = new OutboxBounds(1, MeshSettings.MOST_INCOMING_BYTES + 1);

        assertThatIllegalArgumentException().isThrownBy(() -> new MeshSettings(bounds, bounds, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new MeshSettings(huge, bounds, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionId(0));
        assertThat(new Envelope(new ConnectionId(1), new byte[] {42}))
                .hasToString("Envelope[ConnectionId[value=1], 1 bytes]");
    }

    private Pair connect(Mesh mesh) throws Exception {
        Ends ends = newConnection();
        return add(mesh, ends);
    }

    /** Connects a peer that takes nothing more. */
    private Pair connectStuck(Mesh mesh) throws Exception {
        Ends ends = newConnection();
        for (int i = 0; i < SETTINGS.inbox().messages(); i++) {
            ends.server().send(new byte[1]);
        }
        return add(mesh, ends);
    }

    private static Pair add(Mesh mesh, Ends ends) {
        if (mesh.add(ends.server()) instanceof AddOutcome.Added added) {
            return new Pair(added.id(), ends.client(), ends.server());
        }
        throw new AssertionError("the connection was not added");
    }

    private Ends newConnection() throws Exception {
        try (Listener listener = transport.listen(Endpoint.inproc("here"))) {
            Connection client = transport.connect(listener.endpoint(), Duration.ofSeconds(1));
            if (listener.accept(Duration.ZERO) instanceof AcceptOutcome.Accepted accepted) {
                return new Ends(client, accepted.connection());
            }
            throw new AssertionError("no connection came");
        }
    }

    private static void send(Pair pair, int messages) {
        IntStream.range(0, messages)
                .forEach(i -> assertThat(pair.peer.send(new byte[1])).isEqualTo(Offer.ACCEPTED));
    }

    private static Envelope receive(Mesh mesh) throws InterruptedException {
        ReceiveOutcome outcome = mesh.receive(Duration.ZERO);
        if (outcome instanceof ReceiveOutcome.Received received) {
            return received.envelope();
        }
        throw new AssertionError("no envelope is there: " + outcome);
    }

    private static List<ConnectionId> ids(List<Pair> pairs) {
        return pairs.stream().map(Pair::id).toList();
    }

    private record Ends(Connection client, Connection server) {}

    private record Pair(ConnectionId id, Connection peer, Connection server) {}
}
