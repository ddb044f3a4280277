package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.TestServer;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** How a connection begins, and what keeps it alive. */
@WithMaster
class HelloIT {
    private static final int WORKER = 1;
    private static final int SILENT = 4001;
    private static final Duration THREE_INTERVALS = TestServer.HEARTBEAT.multipliedBy(3);
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Running master;

    HelloIT(Running master) {
        this.master = master;
    }

    @Test
    void the_first_message_is_hello_with_the_heartbeat_interval() throws IOException, MalformedMessageException {
        try (RawWebSocket worker = connect()) {
            assertThat(worker.read()).isEqualTo(new ServerMessage.Hello(TestServer.HEARTBEAT.toMillis()));
        }
    }

    @Test
    void the_master_shows_that_it_lives_within_an_interval_and_measures_the_answer()
            throws IOException, MalformedMessageException {
        try (RawWebSocket worker = connect()) {
            worker.read();
            long start = System.nanoTime();

            RawWebSocket.Frame ping = worker.readFrame();
            worker.send(RawWebSocket.PONG, true, ping.payload().toByteArray());

            assertThat(ping.opcode()).isEqualTo(RawWebSocket.PING);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TestServer.HEARTBEAT.plus(SLACK));
            assertThat(worker.readFrame().opcode()).isEqualTo(RawWebSocket.PING);
        }
    }

    @Test
    void a_worker_that_is_silent_is_disconnected_after_three_intervals() throws IOException {
        try (RawWebSocket worker = connect()) {
            long start = System.nanoTime();

            int code = worker.readUntilClosed(Duration.ofSeconds(10));

            assertThat(code).isEqualTo(SILENT);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(THREE_INTERVALS.minusMillis(500), THREE_INTERVALS.plus(SLACK));
        }
    }

    private RawWebSocket connect() throws IOException {
        return RawWebSocket.open(master.webSocket(WORKER, ItTokens.worker(WORKER)));
    }
}
