package org.mesophyll.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Listener;
import org.mesophyll.mesh.transport.Transport;
import org.mesophyll.mesh.transport.TransportFixture;

/** What a mesh promises, over every transport; extended by a test class for each. */
public abstract class MeshContract extends TransportFixture {
    private static final int MANY = 64;
    private static final int LONG = 50_000; // bytes of a message that fills queues

    private final List<Mesh> meshes = new ArrayList<>(); // confined to the test's thread

    @AfterEach
    final void close_the_meshes() {
        meshes.forEach(Mesh::close);
    }

    @Test
    void sends_and_receives() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(1, 1));
        Pair pair = connect(SETTINGS);
        ConnectionId client = add(mesh, pair.client());
        ConnectionId server = add(mesh, pair.server());

        assertThat(mesh.send(new Envelope(client, numbered(1))).isSent()).isTrue();
        Envelope asked = receive(mesh);
        assertThat(mesh.send(new Envelope(server, numbered(2))).isSent()).isTrue();
        Envelope answered = receive(mesh);

        assertThat(asked.connection()).isEqualTo(server);
        assertThat(number(asked.payload())).isEqualTo(1);
        assertThat(answered.connection()).isEqualTo(client);
        assertThat(number(answered.payload())).isEqualTo(2);
    }

    @Test
    void gives_back_connections_that_still_work_in_either_order() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(16, 16));
        for (boolean clientFirst : List.of(true, false)) {
            Pair pair = connect(SETTINGS);
            ConnectionId client = add(mesh, pair.client());
            ConnectionId server = add(mesh, pair.server());

            Connection first = removed(mesh, clientFirst ? client : server);
            Connection second = removed(mesh, clientFirst ? server : client);

            sendAll(first, numbered(1));
            assertThat(number(receive(second))).isEqualTo(1);
            sendAll(second, numbered(2));
            assertThat(number(receive(first))).isEqualTo(2);
        }
        assertThat(mesh.connections()).isEmpty();
    }

    @Test
    void removes_a_connection_whose_peer_is_gone_once() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(16, 16));
        ConcurrentLinkedQueue<ConnectionId> gone = new ConcurrentLinkedQueue<>();
        mesh.listen((id, reason) -> gone.add(id));
        Pair pair = connect(SETTINGS);
        ConnectionId server = add(mesh, pair.server());

        pair.client().abort();

        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(gone).containsExactly(server));
        Envelope envelope = new Envelope(server, numbered(1));
        assertThat(mesh.send(envelope)).isEqualTo(new SendOutcome.Disconnected(envelope));
        assertThat(removed(mesh, server)).isSameAs(pair.server());
        assertThat(mesh.remove(server)).isEqualTo(new RemoveOutcome.NotFound());
        assertThat(mesh.send(envelope)).isEqualTo(new SendOutcome.NotFound(envelope));
        assertThat(gone).hasSize(1);
    }

    @Test
    void tells_of_the_end_of_a_connection_that_ended_before_it_was_added() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(16, 16));
        ConcurrentLinkedQueue<CloseReason> reasons = new ConcurrentLinkedQueue<>();
        mesh.listen((id, reason) -> reasons.add(reason));
        Pair pair = connect(SETTINGS);
        sendAll(pair.client(), numbered(5));
        Awaitility.await().atMost(SOON).until(pair.server()::hasWaiting);
        pair.server().abort();

        add(mesh, pair.server());

        assertThat(reasons).containsExactly(CloseReason.CUT);
        assertThat(number(receive(mesh).payload())).isEqualTo(5);
    }

    @Test
    void writes_what_it_has_queued_after_the_connection_was_removed_and_leaves_what_came() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(1, 200));
        Pair pair = connect(SETTINGS);
        ConnectionId server = add(mesh, pair.server());
        IntStream.range(0, 100).forEach(i -> send(mesh, server, numbered(i)));
        sendNumbers(pair.client(), 10);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> mesh.counters(server).orElseThrow().waitingMessages() == 9);

        Connection removed = removed(mesh, server);

        for (int i = 0; i < 100; i++) {
            assertThat(number(receive(pair.client()))).isEqualTo(i);
        }
        assertThat(number(receive(mesh).payload())).isZero();
        for (int i = 1; i < 10; i++) {
            assertThat(number(receive(removed))).isEqualTo(i);
        }
        assertThat(mesh.receive(MOMENT)).isEqualTo(new ReceiveOutcome.TimedOut(MOMENT));
    }

    @Test
    void receives_what_waited_in_a_connection_before_what_comes_later() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(1_000, 16));
        Pair pair = connect(SETTINGS);
        sendNumbers(pair.client(), 100);
        Awaitility.await().atMost(SOON).until(pair.server()::hasWaiting);

        add(mesh, pair.server());
        IntStream.range(100, 300).forEach(i -> sendAll(pair.client(), numbered(i)));

        for (int i = 0; i < 300; i++) {
            assertThat(number(receive(mesh).payload())).isEqualTo(i);
        }
    }

    @Test
    void serves_64_connections_with_4_receivers_and_keeps_the_order_of_each() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(100, 1_000));
        List<Connection> peers = connectMany(mesh, SETTINGS);
        int messages = 300;
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> echo(mesh));
        }

        List<Future<?>> checks = new ArrayList<>();
        for (Connection peer : peers) {
            checks.add(threads.submit(() -> sendNumbers(peer, messages)));
        }
        AtomicInteger echoed = new AtomicInteger();
        for (Connection peer : peers) {
            boolean[] seen = new boolean[messages];
            for (int i = 0; i < messages; i++) {
                int number = number(receive(peer));
                assertThat(seen[number]).isFalse();
                seen[number] = true;
                echoed.incrementAndGet();
            }
        }

        for (Future<?> check : checks) {
            check.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(echoed).hasValue(MANY * messages);
        assertThat(mesh.incoming().messages()).isZero();
        assertThat(mesh.incoming().bytes()).isZero();
    }

    @Test
    void hands_out_what_one_connection_brought_in_its_order_though_the_queue_is_often_full() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(3, 16));
        List<Connection> peers = connectMany(mesh, SETTINGS.withInbox(new OutboxBounds(4, 1 << 20)));
        int messages = 200;
        peers.forEach(peer -> threads.execute(() -> sendNumbers(peer, messages)));

        Map<ConnectionId, Integer> next = new HashMap<>();
        for (int i = 0; i < MANY * messages; i++) {
            Envelope envelope = receive(mesh);
            assertThat(number(envelope.payload())).isEqualTo(next.getOrDefault(envelope.connection(), 0));
            next.merge(envelope.connection(), 1, Integer::sum);
        }

        assertThat(mesh.receive(Duration.ZERO)).isEqualTo(new ReceiveOutcome.TimedOut(Duration.ZERO));
    }

    @Test
    void ends_every_waiting_receive_when_it_is_closed() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(16, 16));
        Pair pair = connect(SETTINGS);
        ConnectionId server = add(mesh, pair.server());
        CountDownLatch receiving = new CountDownLatch(8);
        List<Future<ReceiveOutcome>> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            boolean bounded = i % 2 == 0;
            waiting.add(threads.submit(() -> {
                receiving.countDown();
                return bounded ? mesh.receive(SOON) : mesh.incoming().receive();
            }));
        }
        receiving.await();

        mesh.close();

        for (Future<ReceiveOutcome> outcome : waiting) {
            assertThat(outcome.get(SOON.toSeconds() / 2, TimeUnit.SECONDS)).isEqualTo(new ReceiveOutcome.Closed());
        }
        assertThat(mesh.receive(SOON)).isEqualTo(new ReceiveOutcome.Closed());
        assertEnds(pair.client());
        assertThat(mesh.add(pair.client())).isEqualTo(new AddOutcome.Closed());
        assertThat(mesh.remove(server)).isEqualTo(new RemoveOutcome.NotFound());
        assertThat(mesh.connections()).isEmpty();
    }

    @Test
    void hands_out_what_had_come_before_it_was_closed() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(16, 16));
        Pair pair = connect(SETTINGS);
        add(mesh, pair.server());
        sendNumbers(pair.client(), 10);
        Awaitility.await().atMost(SOON).until(() -> mesh.incoming().messages() == 10);

        mesh.close();

        for (int i = 0; i < 10; i++) {
            assertThat(number(receive(mesh).payload())).isEqualTo(i);
        }
        assertThat(mesh.receive()).isEqualTo(new ReceiveOutcome.Closed());
    }

    @Test
    void is_full_for_a_peer_that_does_not_read_and_gives_the_envelope_back() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(16, 20));
        Pair pair = connect(SETTINGS.withInbox(new OutboxBounds(4, 1 << 20)));
        ConnectionId server = add(mesh, pair.server());
        int accepted = fill(mesh, server);
        Envelope envelope = new Envelope(server, numbered(accepted));

        SendOutcome refused = mesh.send(envelope);

        assertThat(refused).isEqualTo(new SendOutcome.Full(envelope));
        assertThat(mesh.counters(server).orElseThrow().queuedMessages()).isEqualTo(20);
        assertThat(mesh.counters(server).orElseThrow().refused()).isPositive();
        for (int i = 0; i < accepted; i++) {
            assertThat(number(receive(pair.client()))).isEqualTo(i);
        }
        Awaitility.await().atMost(SOON).until(() -> mesh.send(envelope).isSent());
        assertThat(number(receive(pair.client()))).isEqualTo(accepted);
    }

    @Test
    void stops_reading_when_nobody_receives_and_drops_nothing() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(5, 16));
        ConnectionSettings small =
                SETTINGS.withInbox(new OutboxBounds(4, 8 << 20)).withOutbox(new OutboxBounds(100, 8 << 20));
        Pair pair = connect(small);
        add(mesh, pair.server());

        int accepted = fill(pair.client());

        assertThat(mesh.incoming().messages()).isEqualTo(5);
        assertThat(pair.client().send(numbered(0))).isEqualTo(Offer.FULL);
        for (int i = 0; i < accepted; i++) {
            assertThat(number(receive(mesh).payload())).isEqualTo(i);
        }
        assertThat(mesh.incoming().messages()).isZero();
    }

    @Test
    void bounds_bytes_both_ways() throws Exception {
        OutboxBounds bounds = new OutboxBounds(1_000, 300_000);
        Mesh mesh = mesh(new MeshSettings(bounds, bounds, 10));
        ConnectionSettings small = SETTINGS.withMaxMessageBytes(100_000).withInbox(new OutboxBounds(1_000, 100_000));
        Pair pair = connect(small);
        ConnectionId server = add(mesh, pair.server());

        int out = fill(mesh, server);
        int in = fill(pair.client());

        assertThat(mesh.counters(server).orElseThrow().queuedBytes()).isBetween(300_000L - LONG, 300_000L);
        assertThat(mesh.incoming().bytes()).isBetween(300_000L, 300_000L + 2 * LONG);
        assertThat(pair.client().send(new byte[LONG])).isEqualTo(Offer.FULL);
        for (int i = 0; i < in; i++) {
            assertThat(number(receive(mesh).payload())).isEqualTo(i);
        }
        for (int i = 0; i < out; i++) {
            assertThat(number(receive(pair.client()))).isEqualTo(i);
        }
    }

    @Test
    void lets_63_connections_run_at_speed_while_one_peer_never_reads() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(1_000, 50));
        ConnectionSettings small = SETTINGS.withInbox(new OutboxBounds(20, 1 << 20));
        Pair stuck = connect(small);
        ConnectionId stuckId = add(mesh, stuck.server());
        fill(mesh, stuckId);
        List<ConnectionId> ids = new ArrayList<>();
        List<Connection> peers = connectMany(mesh, small, ids).subList(1, MANY);
        int messages = 1_000;

        threads.execute(() -> {
            for (int i = 0; i < messages; i++) {
                for (ConnectionId id : ids.subList(1, MANY)) {
                    send(mesh, id, numbered(i));
                }
                assertThat(mesh.send(new Envelope(stuckId, new byte[LONG])).isSent())
                        .isFalse();
            }
        });
        List<Future<?>> receivers = new ArrayList<>();
        for (Connection peer : peers) {
            receivers.add(threads.submit(() -> {
                for (int i = 0; i < messages; i++) {
                    assertThat(number(receive(peer))).isEqualTo(i);
                }
                return null;
            }));
        }

        for (Future<?> receiver : receivers) {
            receiver.get(3 * SOON.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(mesh.counters(stuckId).orElseThrow().queuedMessages()).isEqualTo(50);
        assertThat(stuck.client().ended()).isEmpty();
    }

    @Test
    void delivers_each_message_once_however_often_its_connection_is_removed_and_added() throws Exception {
        Mesh mesh = mesh(MeshSettings.of(8, 16));
        Pair pair = connect(SETTINGS.withInbox(new OutboxBounds(8, 1 << 20)));
        int messages = 5_000;
        Map<Integer, Integer> seen = new ConcurrentHashMap<>();
        Future<?> sending = threads.submit(() -> sendNumbers(pair.client(), messages));
        threads.execute(() -> receiveUntilClosed(mesh, seen));

        while (!sending.isDone()) {
            ConnectionId id = add(mesh, pair.server());
            LockSupport.parkNanos(200_000);
            removed(mesh, id)
                    .receive(Duration.ofNanos(1))
                    .ifPresent(message -> seen.merge(number(message), 1, Integer::sum));
        }
        add(mesh, pair.server());

        Awaitility.await().atMost(SOON).until(() -> seen.size() == messages);
        assertThat(seen.values()).allMatch(times -> times == 1);
    }

    private Mesh mesh(MeshSettings settings) {
        Mesh mesh = new Mesh(settings);
        meshes.add(mesh);
        return mesh;
    }

    /** Connects 64 peers and adds the other ends to a mesh. */
    private List<Connection> connectMany(Mesh mesh, ConnectionSettings settings) throws Exception {
        return connectMany(mesh, settings, new ArrayList<>());
    }

    private List<Connection> connectMany(Mesh mesh, ConnectionSettings settings, List<ConnectionId> ids)
            throws Exception {
        Transport transport = transport(settings);
        Listener listener = transport.listen(somewhere());
        List<Connection> peers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            peers.add(transport.connect(listener.endpoint(), SOON));
            ids.add(add(mesh, accept(listener)));
        }
        return peers;
    }

    private static ConnectionId add(Mesh mesh, Connection connection) {
        if (mesh.add(connection) instanceof AddOutcome.Added added) {
            return added.id();
        }
        throw new AssertionError("the connection was not added");
    }

    private static Connection removed(Mesh mesh, ConnectionId id) {
        if (mesh.remove(id) instanceof RemoveOutcome.Removed removed) {
            return removed.connection();
        }
        throw new AssertionError("the connection was not there");
    }

    private static Envelope receive(Mesh mesh) throws InterruptedException {
        ReceiveOutcome outcome = mesh.receive(SOON);
        if (outcome instanceof ReceiveOutcome.Received received) {
            return received.envelope();
        }
        throw new AssertionError("no envelope came: " + outcome);
    }

    /** Sends long numbered messages until none leaves any more, and returns how many there was room for. */
    private static int fill(Mesh mesh, ConnectionId to) {
        return fill(
                number -> mesh.send(new Envelope(to, number)).isSent(),
                () -> mesh.counters(to).orElseThrow().messagesOut());
    }

    private static int fill(Connection connection) {
        return fill(
                number -> connection.send(number) == Offer.ACCEPTED,
                () -> connection.counters().messagesOut());
    }

    private static int fill(Predicate<byte[]> send, LongSupplier sent) {
        int accepted = 0;
        long before;
        do {
            before = sent.getAsLong();
            while (send.test(Arrays.copyOf(numbered(accepted), LONG))) {
                accepted++;
            }
            Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        } while (sent.getAsLong() > before);
        return accepted;
    }

    private static void send(Mesh mesh, ConnectionId to, byte[] message) {
        while (!mesh.send(new Envelope(to, message)).isSent()) {
            LockSupport.parkNanos(50_000);
        }
    }

    private static void echo(Mesh mesh) {
        try {
            while (mesh.receive() instanceof ReceiveOutcome.Received received) {
                send(mesh, received.envelope().connection(), received.envelope().payload());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void receiveUntilClosed(Mesh mesh, Map<Integer, Integer> seen) {
        try {
            while (mesh.receive() instanceof ReceiveOutcome.Received received) {
                seen.merge(number(received.envelope().payload()), 1, Integer::sum);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
