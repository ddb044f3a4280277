package org.mesophyll.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;
import org.mesophyll.mesh.work.BackOff;
import org.mesophyll.mesh.work.Ticker;

class ConnectionManagerTest {
    private static final Endpoint A = Endpoint.parse("fake://a");
    private static final Endpoint B = Endpoint.parse("fake://b");
    private static final Endpoint C = Endpoint.parse("fake://c");
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Beat BEAT = Beat.of(new byte[] {42}, INTERVAL);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Ticker ticker = new Ticker(failure -> {
        throw new AssertionError("a tick has failed", failure);
    });
    private final FakeTransport transport = new FakeTransport(ticker);
    private final Mesh mesh = new Mesh(MeshSettings.of(2, 16).withMaxConnections(2));
    private final RecordingListener heard = new RecordingListener();
    private double random; // what comes next
    private ConnectionManager manager = manager(Beat.none());

    @BeforeEach
    void listen() {
        manager.listen(heard);
    }

    @Test
    void connects_once_however_often_it_is_requested() throws Exception {
        assertThat(manager.request("p", List.of(A))).isTrue();
        manager.tick();
        assertThat(manager.request("p", List.of(A))).isTrue();
        manager.tick();
        assertThat(transport.tried()).containsExactly(A);

        Connection peer = transport.succeed(A);
        manager.request("p", List.of(A));
        manager.tick();
        manager.tick();

        assertThat(heard.taken()).containsExactly("connected p 1 fake://a");
        assertThat(transport.tried()).isEmpty();
        assertThat(mesh.send(new Envelope(new ConnectionId(1), new byte[3])).isSent())
                .isTrue();
        assertThat(peer.poll()).hasSize(3);
    }

    @Test
    void tries_the_endpoints_in_turn_and_backs_off_after_each_round() {
        manager.request("p", List.of(A, B));
        manager.tick();
        failTry(A);
        failTry(B);

        assertThat(transport.tried()).containsExactly(A, B);
        assertThat(heard.taken()).containsExactly("failing p 1 fake://a REFUSED", "failing p 2 fake://b REFUSED");
        tickAfter(Duration.ofMillis(499));
        assertThat(transport.tried()).isEmpty();
        tickAfter(Duration.ofMillis(1));
        assertThat(transport.tried()).containsExactly(A);
        failTry(A);
        failTry(B);
        assertThat(heard.taken()).containsExactly("failing p 3 fake://a REFUSED", "failing p 4 fake://b REFUSED");
        transport.tried();
        tickAfter(Duration.ofMillis(999));
        assertThat(transport.tried()).isEmpty();
        tickAfter(Duration.ofMillis(1));
        assertThat(transport.tried()).containsExactly(A);
    }

    @Test
    void backs_off_up_to_five_minutes_with_half_of_it_at_random() {
        manager.request("p", List.of(A));
        manager.tick();
        random = 0.999;
        for (int i = 0; i < 20; i++) {
            failTry(A);
            tickAfter(Duration.ofMinutes(5));
        }
        assertThat(transport.tried()).hasSize(21);

        failTry(A);
        tickAfter(Duration.ofSeconds(299));
        assertThat(transport.tried()).isEmpty();
        tickAfter(Duration.ofSeconds(1));
        assertThat(transport.tried()).hasSize(1);

        random = 0;
        failTry(A);
        tickAfter(Duration.ofSeconds(149));
        assertThat(transport.tried()).isEmpty();
        tickAfter(Duration.ofSeconds(1));
        assertThat(transport.tried()).hasSize(1);
    }

    @Test
    void takes_a_try_that_never_ends_for_one_that_timed_out_and_cuts_what_comes_late() throws Exception {
        manager.request("p", List.of(A));
        manager.tick();
        tickAfter(WITHIN.plusSeconds(5));
        assertThat(heard.taken()).isEmpty();

        tickAfter(Duration.ofNanos(1));

        assertThat(heard.taken()).containsExactly("failing p 1 fake://a TIMED_OUT");
        assertThat(transport.succeed(A).ended()).isPresent();
        assertThat(mesh.connections()).isEmpty();
    }

    @Test
    void begins_anew_when_a_connection_is_lost_at_the_same_endpoint_first() throws Exception {
        manager.request("p", List.of(A, B));
        manager.tick();
        failTry(A);
        Connection peer = transport.succeed(B);
        manager.tick();
        heard.taken();
        transport.tried();

        peer.abort();
        manager.tick();

        assertThat(heard.taken()).containsExactly("lost p 1 1006");
        assertThat(mesh.connections()).isEmpty();
        assertThat(transport.tried()).isEmpty();
        tickAfter(Duration.ofMillis(500));
        assertThat(transport.tried()).containsExactly(B);
        transport.succeed(B);
        manager.tick();
        assertThat(heard.taken()).containsExactly("connected p 2 fake://b");
    }

    @Test
    void backs_off_longer_from_a_peer_whose_connections_do_not_last() throws Exception {
        manager.request("p", List.of(A));
        manager.tick();
        loseAtOnce();
        tickAfter(Duration.ofMillis(500));
        loseAtOnce();
        transport.tried();
        tickAfter(Duration.ofMillis(999));
        assertThat(transport.tried()).isEmpty();
        tickAfter(Duration.ofMillis(1));
        assertThat(transport.tried()).hasSize(1);

        Connection lasting = transport.succeed(A);
        manager.tick();
        tickAfter(Duration.ofSeconds(4));
        lasting.abort();
        manager.tick();
        tickAfter(Duration.ofMillis(500));

        assertThat(transport.tried()).hasSize(1);
    }

    @Test
    void leaves_a_lost_connection_in_the_mesh_until_all_that_came_is_received() throws Exception {
        manager.request("p", List.of(A));
        manager.tick();
        Connection peer = transport.succeed(A);
        manager.tick();
        for (int i = 0; i < 5; i++) {
            peer.send(new byte[1]);
        }

        peer.abort();
        manager.tick();
        assertThat(mesh.connections()).hasSize(1);
        int received = 0;
        while (mesh.receive(Duration.ZERO) instanceof ReceiveOutcome.Received) {
            received++;
            manager.tick();
        }

        assertThat(received).isEqualTo(5);
        assertThat(mesh.connections()).isEmpty();
    }

    @Test
    void gives_up_when_no_endpoint_is_worth_another_try_until_there_are_others() {
        manager.request("p", List.of(A, B));
        manager.tick();
        transport.fail(A, Reason.UNKNOWN_SCHEME);
        manager.tick();
        transport.fail(B, Reason.NOT_TRUSTED);
        manager.tick();
        assertThat(heard.taken())
                .containsExactly(
                        "failing p 1 fake://a UNKNOWN_SCHEME",
                        "failing p 2 fake://b NOT_TRUSTED",
                        "fatal p NOT_TRUSTED");
        tickAfter(Duration.ofHours(1));
        assertThat(transport.tried()).containsExactly(A, B);

        manager.request("p", List.of(C));
        manager.tick();

        assertThat(transport.tried()).containsExactly(C);
    }

    @Test
    void passes_over_an_endpoint_that_is_not_worth_another_try() {
        manager.request("p", List.of(A, B));
        manager.tick();
        transport.fail(A, Reason.NOT_TRUSTED);
        manager.tick();
        failTry(B);
        tickAfter(Duration.ofSeconds(1));
        failTry(B);

        assertThat(transport.tried()).containsExactly(A, B, B);
    }

    @Test
    void sends_beats_and_cuts_a_peer_that_is_silent_for_three_intervals() throws Exception {
        manager = manager(BEAT);
        manager.listen(heard);
        manager.request("p", List.of(A));
        manager.tick();
        Connection peer = transport.succeed(A);
        manager.tick();
        assertThat(peer.poll()).containsExactly(42);
        tickAfter(INTERVAL.minusNanos(1));
        assertThat(peer.poll()).isNull();
        tickAfter(Duration.ofNanos(1));
        assertThat(peer.poll()).containsExactly(42);

        peer.send(new byte[1]);
        manager.tick();
        tickAfter(INTERVAL.multipliedBy(3).minusNanos(1));
        assertThat(peer.ended()).isEmpty();
        tickAfter(Duration.ofNanos(1));

        assertThat(peer.ended()).isPresent();
        assertThat(heard.taken()).containsExactly("connected p 1 fake://a", "lost p 1 4001");
    }

    @Test
    void takes_no_peer_for_silent_whose_messages_wait() throws Exception {
        manager = manager(BEAT);
        manager.request("p", List.of(A));
        manager.tick();
        Connection peer = transport.succeed(A);
        manager.tick();
        for (int i = 0; i < 3; i++) {
            peer.send(new byte[1]); // one more than the mesh takes
        }

        manager.tick();
        tickAfter(INTERVAL.multipliedBy(10));

        assertThat(peer.ended()).isEmpty();
    }

    @Test
    void ends_the_connection_of_a_peer_that_is_removed_and_the_try_that_is_under_way() throws Exception {
        manager.request("p", List.of(A));
        manager.request("q", List.of(B));
        manager.tick();
        Connection peer = transport.succeed(A);
        manager.tick();

        assertThat(manager.remove("p")).isTrue();
        assertThat(manager.remove("p")).isFalse();
        assertThat(manager.remove("q")).isTrue();
        manager.tick();

        assertThat(peer.ended()).contains(CloseReason.byPeer(1000));
        assertThat(transport.succeed(B).ended()).isPresent();
        tickAfter(Duration.ofHours(1));
        assertThat(mesh.connections()).isEmpty();
        assertThat(heard.taken()).containsExactly("connected p 1 fake://a");
    }

    @Test
    void ends_everything_when_it_is_closed() throws Exception {
        manager.request("p", List.of(A));
        manager.tick();
        Connection peer = transport.succeed(A);
        assertThat(manager.tick()).isTrue();

        manager.close();

        assertThat(peer.ended()).contains(CloseReason.byPeer(1000));
        assertThat(mesh.connections()).isEmpty();
        assertThat(manager.tick()).isFalse();
        assertThat(manager.request("q", List.of(B))).isFalse();
    }

    @Test
    void fails_and_tries_again_while_the_mesh_is_full() throws Exception {
        manager.request("p", List.of(A));
        manager.request("q", List.of(B));
        manager.request("r", List.of(C));
        manager.tick();
        transport.succeed(A);
        transport.succeed(B);
        manager.tick();
        heard.taken();

        Connection refused = transport.succeed(C);
        manager.tick();

        assertThat(heard.taken()).containsExactly("failing r 1 fake://c FAILED");
        assertThat(refused.ended()).isPresent();
        manager.remove("p");
        manager.tick();
        tickAfter(Duration.ofSeconds(1));
        transport.succeed(C);
        manager.tick();
        assertThat(heard.taken()).containsExactly("connected r 3 fake://c");
    }

    @Test
    void gives_up_when_the_mesh_is_closed() throws Exception {
        manager.request("p", List.of(A));
        manager.tick();
        mesh.close();

        Connection refused = transport.succeed(A);
        manager.tick();

        assertThat(heard.taken()).containsExactly("fatal p CLOSED");
        assertThat(refused.ended()).isPresent();
    }

    @Test
    void looks_after_the_others_though_a_transport_and_a_listener_throw() throws Exception {
        manager.listen(new ThrowingListener(false));
        RecordingListener last = new RecordingListener();
        manager.listen(last);
        manager.request("p", List.of(Endpoint.parse("fake://throws")));
        manager.request("q", List.of(A));

        manager.tick();
        transport.succeed(A);
        manager.tick();

        assertThat(last.taken())
                .containsExactlyInAnyOrder("failing p 1 fake://throws FAILED", "connected q 1 fake://a");
    }

    @Test
    void has_as_many_peers_as_it_may() {
        ConnectionManager small = new ConnectionManager(
                transport, mesh, new ManagerSettings(WITHIN, Beat.none(), 1), BackOff.standard(() -> 0), nanos::get);

        assertThat(small.request("p", List.of(A))).isTrue();
        assertThat(small.request("q", List.of(A))).isFalse();
        assertThat(small.request("p", List.of(B))).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> small.request("r", List.of()));
    }

    @Test
    void refuses_settings_that_make_no_sense() {
        Duration day = Duration.ofDays(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new ManagerSettings(Duration.ZERO, Beat.none(), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ManagerSettings(day.plusNanos(1), Beat.none(), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ManagerSettings(day, Beat.none(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Beat.of(new byte[0], Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Beat.of(new byte[0], day.plusNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new BackOff(Duration.ZERO, day, () -> 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new BackOff(day, day.minusNanos(1), () -> 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new BackOff(day, day.plusDays(1), () -> 0));
    }

    @Test
    void tries_again_after_a_try_that_was_cancelled() {
        manager.request("p", List.of(A));
        manager.request("q", List.of(B));
        manager.tick();
        assertThat(transport.tried()).containsExactlyInAnyOrder(A, B);

        transport.cancel(A);
        failTry(B);
        assertThat(heard.taken())
                .containsExactlyInAnyOrder("failing p 1 fake://a FAILED", "failing q 1 fake://b REFUSED");
        tickAfter(Duration.ofSeconds(1));

        assertThat(transport.tried()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void tries_all_peers_again_after_an_error_of_the_transport() {
        manager.request("p", List.of(Endpoint.parse("fake://fails")));
        manager.request("q", List.of(B));
        manager.tick();
        assertThat(transport.tried()).containsExactly(B);

        failTry(B);
        tickAfter(Duration.ofSeconds(2));

        assertThat(transport.tried()).containsExactlyInAnyOrder(Endpoint.parse("fake://fails"), B);
    }

    @Test
    void goes_on_though_a_listener_throws_an_error() throws Exception {
        manager.listen(new ThrowingListener(true));
        manager.request("p", List.of(A));
        manager.tick();

        loseAtOnce();
        tickAfter(Duration.ofSeconds(1));

        assertThat(transport.tried()).containsExactly(A, A);
    }

    private ConnectionManager manager(Beat beat) {
        return new ConnectionManager(
                transport, mesh, new ManagerSettings(WITHIN, beat, 10), BackOff.standard(() -> random), nanos::get);
    }

    private void tickAfter(Duration wait) {
        nanos.addAndGet(wait.toNanos());
        manager.tick();
    }

    private void failTry(Endpoint at) {
        transport.fail(at, Reason.REFUSED);
        manager.tick();
    }

    private void loseAtOnce() throws Exception {
        Connection peer = transport.succeed(A);
        manager.tick();
        peer.abort();
        manager.tick();
    }

    /** Records what it hears. */
    private static final class RecordingListener implements PeerListener {
        private final List<String> heard = new ArrayList<>();

        /** Returns what was heard since this was asked last. */
        List<String> taken() {
            List<String> all = List.copyOf(heard);
            heard.clear();
            return all;
        }

        @Override
        public void onConnected(String peer, ConnectionId id, Endpoint at) {
            heard.add("connected " + peer + " " + id.value() + " " + at);
        }

        @Override
        public void onLost(String peer, ConnectionId id, CloseReason reason) {
            heard.add("lost " + peer + " " + id.value() + " " + reason.code());
        }

        @Override
        public void onFailing(String peer, int attempts, Endpoint at, TransportException why) {
            heard.add("failing " + peer + " " + attempts + " " + at + " " + why.reason());
        }

        @Override
        public void onFatal(String peer, TransportException why) {
            heard.add("fatal " + peer + " " + why.reason());
        }
    }

    /** Breaks its promise. */
    private record ThrowingListener(boolean byError) implements PeerListener {
        private void fail() {
            if (byError) {
                throw new StackOverflowError("a listener that throws");
            }
            throw new IllegalStateException("a listener that throws");
        }

        @Override
        public void onConnected(String peer, ConnectionId id, Endpoint at) {
            fail();
        }

        @Override
        public void onLost(String peer, ConnectionId id, CloseReason reason) {
            fail();
        }

        @Override
        public void onFailing(String peer, int attempts, Endpoint at, TransportException why) {
            fail();
        }

        @Override
        public void onFatal(String peer, TransportException why) {
            fail();
        }
    }
}
