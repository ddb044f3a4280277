package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.TestServer;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.ServerLogs;
import org.mesophyll.it.peer.StateDoor;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.value.Value;

/** No log of the server holds a token, and nothing that a peer sends forges a line of one (G18). */
@WithMaster
class LogIT {
    private static final int WORKER = 27;
    private static final String MARK = "FORGED";
    private static final Pattern AT_A_LINES_START =
            Pattern.compile("[\\r\\n\\u0085\\u2028\\u2029\\u001b]\\s*(\\[[0-9;]*m)?" + MARK);
    private static final List<String> BREAKS = List.of("\r\n", "\n", "\r", "\u001b[31m", "\u2028", "\u0085");
    private static final List<String> ESCAPED_BREAKS =
            List.of("%0d%0a", "%0a", "%0d", "%1b%5b31m", "%e2%80%a8", "%c2%85", "%5cn", "%00");

    private final Running master;

    LogIT(Running master) {
        this.master = master;
    }

    @Test
    void no_token_is_logged() throws IOException {
        String guess = "guess" + "9".repeat(59);
        Operator operator = Operator.of(master);
        useOf(operator);
        String made = operator.call("POST", "workers", "{\"id\":65001}").text();
        operator.call("DELETE", "workers/65001");
        RawHttp.exchange(master.url(), "GET /ws?id=" + WORKER + "&token=" + guess + " HTTP/1.1");
        RawHttp.exchange(
                master.url(), "GET /db/nothing?id=" + WORKER + "&token=" + ItTokens.worker(WORKER) + " HTTP/1.1");
        RawHttp.exchange(master.url(), "GET /api/v1/workers?token=" + ItTokens.OPERATOR + " HTTP/1.1");
        awaitLogged();

        String logs = ServerLogs.of(master);

        for (int worker = 0; worker < TestServer.WORKERS; worker++) {
            assertThat(logs.contains(ItTokens.worker(worker)))
                    .as("token of %d", worker)
                    .isFalse();
        }
        assertThat(logs.contains(ItTokens.OPERATOR)).as("the operator's token").isFalse();
        assertThat(logs.contains(ItTokens.VIEWER)).as("the viewer's token").isFalse();
        assertThat(logs.contains(guess)).as("a wrong token").isFalse();
        assertThat(made).contains("token");
        String token = made.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
        assertThat(logs.contains(token)).as("a made token").isFalse();
    }

    @Test
    void nothing_that_a_request_names_forges_a_line() throws IOException {
        for (String text : ESCAPED_BREAKS) {
            String forged = text + MARK;
            RawHttp.exchange(
                    master.url(), "GET /ws?id=" + forged + "&token=" + forged + " HTTP/1.1", RawWebSocket.handshake());
            RawHttp.exchange(master.url(), "GET /" + forged + " HTTP/1.1");
            RawHttp.exchange(
                    master.url(), "GET /db/" + forged + "?" + caller() + "&tenant_type=" + forged + " HTTP/1.1");
            RawHttp.exchange(
                    master.url(),
                    "POST /db/kv?" + caller() + "&tenant_type=guild&tenant_id=" + forged + " HTTP/1.1",
                    "Content-Length: 0");
            RawHttp.exchange(
                    master.url(),
                    "GET /api/v1/workers/" + forged + " HTTP/1.1",
                    "Authorization: Bearer " + ItTokens.OPERATOR);
            RawHttp.exchange(
                    master.url(),
                    "GET /api/v1/tenants/" + forged + "/" + forged + "/state HTTP/1.1",
                    "Authorization: Bearer " + ItTokens.OPERATOR);
        }

        assertNothingIsForged();
    }

    @Test
    void nothing_that_a_worker_sends_forges_a_line() throws InterruptedException, IOException {
        Operator operator = Operator.of(master);
        for (String text : BREAKS) {
            String forged = text + MARK;
            try (TestWorker worker =
                    TestWorker.connect(master, WORKER, request -> Optional.of(new DispatchResult.Err(forged)))) {
                worker.send(ByteBuffer.wrap(Codecs.textMap(Value.CODEC).encode(Map.of(forged, Value.ofNull()))));
                operator.dispatch(Tenants.guildOf(WORKER, 1), "{\"json\":null}", Duration.ofSeconds(10))
                        .join();
            }
        }

        assertNothingIsForged();
    }

    private void useOf(Operator operator) throws IOException {
        try (TestWorker worker = TestWorker.connect(master, WORKER, TestWorker.Behaviour.ECHO);
                StateDoor door = StateDoor.of(master.url(), StateDoor.Version.HTTP_1_1)) {
            operator.dispatchText(Tenants.guildOf(WORKER, 1), "a", Duration.ofSeconds(10))
                    .join();
            door.get("/db/tenant-states?" + caller());
            door.post("/db/kv?" + caller() + "&tenant_type=guild&tenant_id=x", new byte[1]);
            Operator.with(master, ItTokens.VIEWER).post("broadcast", "{");
            worker.send(ByteBuffer.wrap(new byte[] {(byte) 0xc1}));
        }
    }

    private void assertNothingIsForged() throws IOException {
        awaitLogged();

        assertThat(AT_A_LINES_START.matcher(ServerLogs.of(master)).results().count())
                .isZero();
    }

    /** Waits until the log tells of the end of one more connection, and so of what was before. */
    private void awaitLogged() throws IOException {
        long before = ends();
        TestWorker.connect(master, WORKER, TestWorker.Behaviour.ECHO).close();
        await().atMost(Duration.ofSeconds(10)).until(() -> ends() > before);
    }

    private long ends() throws IOException {
        return Pattern.compile("worker " + WORKER + " is gone")
                .matcher(ServerLogs.of(master))
                .results()
                .count();
    }

    private static String caller() {
        return StateDoor.caller(WORKER, ItTokens.worker(WORKER));
    }
}
