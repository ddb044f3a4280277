package org.mesophyll.master.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.MapConfig;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.MemoryTokenStore;
import org.mesophyll.master.epoch.Epochs;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;

/** What is told of connections, and in which order. */
class ConnectionRegistryTest {
    private static final WorkerId ZERO = new WorkerId(0);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private boolean listenerFails; // confined to the test's thread
    private final ConnectionRegistry registry = new ConnectionRegistry(
            MasterSettings.from(new MapConfig(Map.of())).connection(),
            new WorkerTokens(
                    List.of("0=" + "a".repeat(32)),
                    "",
                    new MemoryTokenStore(),
                    Clock.systemUTC(),
                    System::nanoTime,
                    Duration.ofMinutes(1)),
            new Epochs(0),
            new Ticker(failure -> {}),
            Clock.systemUTC(),
            System::nanoTime,
            Runnable::run,
            new Recording());

    @Test
    void tells_that_a_connection_is_gone_before_the_next_one_comes_though_its_closer_is_held_up() throws Exception {
        HeldUpWire wire = new HeldUpWire();
        WorkerConnection older = registry.connect(ZERO, wire);
        Thread closer = new Thread(() -> older.close(CloseReason.SILENT));
        closer.start();
        assertThat(wire.closing.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(registry.find(ZERO)).isEmpty(); // it is gone, though nobody has been told

        registry.connect(ZERO, new HeldUpWire());
        wire.release.countDown();
        closer.join(30_000);

        assertThat(told).hasSize(3);
        assertThat(told.get(0)).isEqualTo("connected");
        assertThat(told.get(1)).startsWith("gone");
        assertThat(told.get(2)).isEqualTo("connected");
        assertThat(registry.find(ZERO)).isPresent();
    }

    @Test
    void keeps_a_connection_and_takes_the_next_though_what_hears_of_them_throws_errors() {
        listenerFails = true;
        HeldUpWire first = new HeldUpWire();
        first.release.countDown();

        WorkerConnection older = registry.connect(ZERO, first);
        assertThat(registry.find(ZERO)).contains(older);
        WorkerConnection newer = registry.connect(ZERO, new HeldUpWire());

        assertThat(registry.find(ZERO)).contains(newer);
        assertThat(told).containsExactly("connected", "gone 4000", "connected");
    }

    @Test
    void sends_what_it_has_taken_before_it_ends() {
        SlowWire wire = new SlowWire();
        WorkerConnection connection = registry.connect(ZERO, wire);
        assertThat(connection.send(new byte[] {1})).isEqualTo(Offer.ACCEPTED); // behind the greeting
        assertThat(connection.send(new byte[] {2})).isEqualTo(Offer.ACCEPTED);

        registry.close();
        assertThat(connection.send(new byte[] {3})).isEqualTo(Offer.CLOSED);
        assertThat(wire.closes).isEmpty();
        wire.complete();
        wire.complete();
        wire.complete();

        assertThat(wire.frames).hasSize(3);
        assertThat(wire.frames.subList(1, 3)).containsExactly(1, 2);
        assertThat(wire.closes).containsExactly(CloseReason.GOING_AWAY.code());
        assertThat(told).containsExactly("connected", "gone " + CloseReason.GOING_AWAY.code());
    }

    /** A wire that sends a frame when the test says so. Confined to the test's thread. */
    private static final class SlowWire implements Wire {
        private final List<Integer> frames = new ArrayList<>(); // the first byte of each
        private final List<Integer> closes = new ArrayList<>();
        private final Deque<SendCallback> inFlight = new ArrayDeque<>();

        void complete() {
            inFlight.remove().sent();
        }

        @Override
        public Framing framing() {
            return Framings.SINGLE;
        }

        @Override
        public void send(ByteBuffer frame, SendCallback sent) {
            frames.add((int) frame.get(frame.position()));
            inFlight.add(sent);
        }

        @Override
        public void ping(ByteBuffer payload) {}

        @Override
        public void close(int code, String reason) {
            closes.add(code);
        }

        @Override
        public void abort() {}
    }

    private final class Recording implements ConnectionListener {
        @Override
        public void onConnected(WorkerId worker) {
            tell("connected");
        }

        @Override
        public void onGone(WorkerId worker, CloseReason reason) {
            tell("gone " + reason.code());
        }

        @Override
        public void onTakeover(WorkerId worker) {}

        @Override
        public void onMalformedFrame(WorkerId worker) {}

        @Override
        public void onScriptLine(WorkerId worker, TenantId tenant, String line) {}

        @Override
        public void onUnmatchedAnswer(WorkerId worker) {}

        private void tell(String what) {
            told.add(what);
            if (listenerFails) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        }
    }

    /** A wire whose close takes until it is released. */
    private static final class HeldUpWire implements Wire {
        private final CountDownLatch closing = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        @Override
        public Framing framing() {
            return Framings.SINGLE;
        }

        @Override
        public void send(ByteBuffer frame, SendCallback sent) {
            sent.sent();
        }

        @Override
        public void ping(ByteBuffer payload) {}

        @Override
        public void close(int code, String reason) {
            closing.countDown();
            try {
                assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void abort() {}
    }
}
