package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.ServerLogs;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.TenantId;

/** Strangers that do at once what others do when the handshake is over (G21). */
@WithMaster
class EarlyFrameIT {
    private static final int WORKER = 63;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final int STRANGERS = 20; // four times Payara's threads
    private static final int BRIEF = 600;
    private static final byte[] DISCOVER =
            "{\"jsonrpc\":\"2.0\",\"method\":\"rpc.discover\",\"id\":1}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NORMAL = {3, (byte) 0xe8}; // 1000
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Running master;
    private final URI rpc;

    EarlyFrameIT(Running master) {
        this.master = master;
        this.rpc = URI.create("ws://" + master.url().getAuthority() + "/rpc");
    }

    @Test
    void a_request_in_the_packet_of_its_handshake_is_answered_and_costs_no_thread() throws IOException {
        List<RawWebSocket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < STRANGERS; i++) {
                RawWebSocket stranger =
                        RawWebSocket.openWithFrame(RawHttp.newSource(), rpc, RawWebSocket.TEXT, DISCOVER);
                strangers.add(stranger);
                assertThat(answer(stranger)).containsKey("result");
            }
            dispatches();
        } finally {
            for (RawWebSocket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void a_close_frame_in_the_packet_of_its_handshake_closes_the_session() throws IOException {
        for (int i = 0; i < STRANGERS; i++) {
            try (RawWebSocket stranger =
                    RawWebSocket.openWithFrame(RawHttp.newSource(), rpc, RawWebSocket.CLOSE, NORMAL)) {
                assertThat(stranger.readUntilClosed(LIMIT)).isIn(1000, RawWebSocket.CUT);
            }
        }
        dispatches();
    }

    @Test
    void sessions_that_end_as_they_begin_spoil_no_other_handshake() throws IOException {
        for (int i = 0; i < BRIEF; i++) {
            RawWebSocket stranger = RawWebSocket.openFrom(RawHttp.newSource(), rpc);
            switch (i % 3) {
                case 0 -> stranger.reset();
                case 1 -> stranger.close();
                default -> {
                    stranger.send(RawWebSocket.CLOSE, true, NORMAL);
                    stranger.close();
                }
            }
        }
        for (int i = 0; i < STRANGERS; i++) {
            dispatches();
        }
        // what Payara says when it finds a request that was cleared under it
        assertThat(ServerLogs.of(master)).doesNotContain("Response has not been set");
    }

    private void dispatches() {
        try (TestWorker worker = TestWorker.connect(master, WORKER, TestWorker.Behaviour.ECHO)) {
            assertThat(worker.hello()).isNotNull();
            assertThat(Operator.of(master)
                            .dispatchText(TENANT, "still here", Duration.ofSeconds(10))
                            .join()
                            .status())
                    .isEqualTo(200);
        }
    }

    private static JsonObject answer(RawWebSocket stranger) throws IOException {
        RawWebSocket.Frame frame = stranger.readFrame();
        assertThat(frame.opcode()).isEqualTo(RawWebSocket.TEXT);
        String text = new String(frame.payload().toByteArray(), StandardCharsets.UTF_8);
        return Json.createReader(new StringReader(text)).readObject();
    }
}
