package org.mesophyll.master.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Ending;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.LinkSettings;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

/** What a tick does to a connection with and without work. */
class WorkerConnectionTest {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final byte[] MESSAGE = {(byte) 0xc0};

    private final RecordingWire wire = new RecordingWire();
    private final List<Ending<DispatchResult>> endings = new ArrayList<>();
    private final List<CloseReason> gone = new ArrayList<>();
    private long nowNanos;
    private int readings;
    private final WorkerConnection connection = new WorkerConnection(
            Handshake.of(new WorkerId(0)),
            1,
            wire,
            new ConnectionSettings(
                    new LinkSettings(
                            HEARTBEAT, new OutboxBounds(10, 1000), Duration.ofSeconds(10), Duration.ofSeconds(2)),
                    10,
                    ConnectionSettings.LEAST_MESSAGE_BYTES),
            Instant.EPOCH,
            this::readClock,
            Runnable::run,
            new NoListener(),
            (which, reason) -> gone.add(reason));

    @Test
    void the_first_request_after_a_quiet_time_is_ended_one_tick_after_its_deadline() {
        tickFor(Duration.ofMillis(1200));

        connection.request(id -> MESSAGE, Duration.ofMillis(20), false, endings::add);
        tickFor(TICK);

        assertThat(endings).containsExactly(new Ending.TimedOut<>(Duration.ofMillis(20)));
    }

    @Test
    void a_frame_that_is_not_taken_is_noticed_after_a_quiet_time_too() {
        tickFor(Duration.ofSeconds(1));
        wire.takesFrames = false;

        connection.send(MESSAGE);
        for (int beat = 0; beat < 3; beat++) {
            tickFor(Duration.ofSeconds(3));
            connection.onPong(ByteBuffer.allocate(0));
        }
        assertThat(gone).isEmpty();
        tickFor(Duration.ofSeconds(1).plus(TICK));

        assertThat(gone).hasSize(1);
    }

    @Test
    void a_quiet_connection_is_pinged_and_its_silence_is_noticed() {
        tickFor(HEARTBEAT.plusMillis(500).plus(TICK));
        assertThat(wire.pings).isEqualTo(1);
        assertThat(gone).isEmpty();

        tickFor(HEARTBEAT.multipliedBy(2));
        assertThat(gone).hasSize(1);
    }

    @Test
    void most_ticks_of_a_quiet_connection_do_no_more_than_look_at_the_clock() {
        tickFor(Duration.ofSeconds(1));
        readings = 0;

        tickFor(HEARTBEAT);

        assertThat(readings).isBetween(100, 150);
    }

    @Test
    void an_answer_with_an_id_that_the_master_never_gives_is_logged_rarely_with_a_hint() {
        List<String> warnings = new ArrayList<>();
        Handler recorder = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().equals(Level.WARNING)) {
                    warnings.add(entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(WorkerConnection.class.getName());
        logger.addHandler(recorder);
        try {
            for (int i = 0; i < 100; i++) {
                connection.onFrame(ByteBuffer.wrap(ClientMessage.CODEC.encode(new ClientMessage.DispatchResponse(
                        new RequestId(1L << 60), new DispatchResult.Ok(Value.ofNull())))));
            }
        } finally {
            logger.removeHandler(recorder);
        }

        assertThat(connection.status(Instant.EPOCH).unmatched()).isEqualTo(100);
        assertThat(warnings).hasSize(7).first().asString().contains("1152921504606846976", "below 2^53");
    }

    private long readClock() {
        readings++;
        return nowNanos;
    }

    private void tickFor(Duration time) {
        for (long end = nowNanos + time.toNanos(); nowNanos < end; ) {
            nowNanos += TICK.toNanos();
            connection.tick();
        }
    }

    private static final class NoListener implements ConnectionListener {
        @Override
        public void onConnected(WorkerId worker) {}

        @Override
        public void onGone(WorkerId worker, CloseReason reason) {}

        @Override
        public void onTakeover(WorkerId worker) {}

        @Override
        public void onMalformedFrame(WorkerId worker) {}

        @Override
        public void onScriptLine(WorkerId worker, TenantId tenant, String line) {}

        @Override
        public void onUnmatchedAnswer(WorkerId worker) {}
    }

    private static final class RecordingWire implements Wire {
        private boolean takesFrames = true;
        private int pings;

        @Override
        public Framing framing() {
            return Framings.SINGLE;
        }

        @Override
        public void send(ByteBuffer frame, SendCallback sent) {
            if (takesFrames) {
                sent.sent();
            }
        }

        @Override
        public void ping(ByteBuffer payload) {
            pings++;
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort() {}
    }
}
