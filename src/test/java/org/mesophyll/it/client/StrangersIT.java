package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.CallerKey;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.JsonRpcSession;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.TenantId;

/** What strangers may cost at the WebSocket of JSON-RPC, and what who guesses learns (G11, G17, G21). */
@WithMaster
class StrangersIT {
    private static final int WORKER = 61;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int HALF_FRAMES = 640;
    private static final int ANNOUNCED = 1_000_000;
    private static final int SENT = 64 * 1024;
    private static final int SLOW_BODIES = 60; // more than either server has threads for them
    private static final int ROUNDS = 20;
    private static final int GUESSES_EACH_ROUND = 10;
    private static final int PER_ADDRESS = 64;
    private static final int FREE_GUESSES = 6; // five are free, the sixth waits
    private static final int UNTIL_LONGEST_DELAY = 10; // five are free, five take 6 s together
    private static final int BATCH = 60;
    private static final int BATCHES = 10; // together far more calls than all strangers may make in a second
    private static final String DISCOVER = "{\"jsonrpc\":\"2.0\",\"method\":\"rpc.discover\",\"id\":1}";
    private static final int STRANGERS_LIMIT = 4_096;
    private static final int TOO_LARGE = 1009;

    private final Running master;
    private final URI rpc;

    StrangersIT(Running master) {
        this.master = master;
        this.rpc = URI.create("ws://" + master.url().getAuthority() + "/rpc");
    }

    @Test
    void hundreds_of_unfinished_frames_do_not_disturb_the_master() throws Exception {
        List<RawWebSocket> strangers = new ArrayList<>();
        try (TestWorker worker = TestWorker.connect(master, WORKER, TestWorker.Behaviour.ECHO)) {
            for (int i = 0; i < HALF_FRAMES; i++) {
                strangers.add(begin(ANNOUNCED, SENT));
            }

            HttpReply answered = Operator.of(master)
                    .dispatchText(TENANT, "still here", Duration.ofSeconds(10))
                    .join();

            assertThat(answered.status()).isEqualTo(200);
            assertThat(worker.waiting()).isPositive();
            for (RawWebSocket stranger : strangers) {
                assertThat(stranger.readUntilClosed(LIMIT)).isIn(TOO_LARGE, RawWebSocket.CUT);
            }
        } finally {
            for (RawWebSocket stranger : strangers) {
                stranger.close();
            }
        }
    }

    /** The long form, with rates and the heap, is the bench tool's {@code attack}. */
    @Test
    void a_master_that_strangers_attack_goes_on_dispatching_and_loses_no_worker() throws Exception {
        List<Socket> bodies = new ArrayList<>();
        List<RawWebSocket> frames = new ArrayList<>();
        List<Socket> guesses = new ArrayList<>();
        Operator operator = Operator.of(master);
        try (TestWorker worker = TestWorker.connect(master, WORKER, TestWorker.Behaviour.ECHO)) {
            double connections = operator.metric("mesophyll_workers_connections_total");
            for (int i = 0; i < SLOW_BODIES; i++) {
                bodies.add(RawHttp.start(
                        RawHttp.newSource(),
                        master.url(),
                        "POST /rpc HTTP/1.1",
                        "Content-Type: application/json",
                        "Content-Length: " + ANNOUNCED));
            }
            for (int i = 0; i < HALF_FRAMES / 4; i++) {
                frames.add(begin(ANNOUNCED, SENT));
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (Socket body : bodies) {
                    drip(body);
                }
                for (int i = 0; i < GUESSES_EACH_ROUND; i++) {
                    guesses.add(RawHttp.start(
                            InetAddress.getByName("127.2.0.1"),
                            master.url(),
                            "GET /api/v1/workers HTTP/1.1",
                            "Authorization: Bearer " + "g".repeat(60) + round + i));
                }

                HttpReply answered = operator.dispatchText(TENANT, "round " + round, Duration.ofSeconds(10))
                        .join();

                assertThat(answered.status()).isEqualTo(200);
            }
            assertThat(worker.waiting()).isGreaterThanOrEqualTo(ROUNDS);
            assertThat(operator.metric("mesophyll_workers_connections_total")).isEqualTo(connections);
        } finally {
            for (Socket body : bodies) {
                body.close();
            }
            for (RawWebSocket frame : frames) {
                frame.close();
            }
            for (Socket guess : guesses) {
                guess.close();
            }
        }
    }

    /** Sends one byte more, unless the master has given up waiting for them. */
    private static void drip(Socket body) {
        try {
            body.getOutputStream().write(' ');
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe|closed|abort).*");
        }
    }

    @Test
    void a_frame_without_a_mask_ends_the_session() throws IOException {
        try (RawWebSocket stranger = RawWebSocket.open(rpc)) {
            stranger.sendBytes(new byte[] {(byte) 0x81, 2, '[', ']'});

            assertThat(stranger.readUntilClosed(LIMIT)).isIn(1002, RawWebSocket.CUT);
        }
    }

    @Test
    void a_stranger_is_told_that_a_message_is_too_large_whether_by_one_frame_or_by_fragments() throws IOException {
        try (RawWebSocket oneFrame = begin(STRANGERS_LIMIT + 1, STRANGERS_LIMIT + 1);
                RawWebSocket fragments = RawWebSocket.open(rpc)) {
            for (int i = 0; i < 5; i++) {
                fragments.send(i == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION, false, spaces(1_000));
            }

            assertThat(oneFrame.readUntilClosed(LIMIT)).isEqualTo(TOO_LARGE);
            assertThat(fragments.readUntilClosed(LIMIT)).isEqualTo(TOO_LARGE);
        }
    }

    @Test
    void one_address_has_only_so_many_sessions_of_strangers() throws IOException {
        InetAddress source = RawHttp.newSource();
        List<RawWebSocket> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < PER_ADDRESS; i++) {
                sessions.add(RawWebSocket.openFrom(source, rpc));
            }
            for (RawWebSocket session : sessions) { // an answer shows that the session is counted
                assertThat(call(session, "whoami", "[]")).isNotEmpty();
            }
            assertThat(handshake(source)).isEqualTo(429);
            try (RawWebSocket elsewhere = RawWebSocket.open(rpc)) {
                assertThat(call(elsewhere, "rpc.discover", "[]")).containsKey("result");
            }
        } finally {
            for (RawWebSocket session : sessions) {
                session.close();
            }
        }
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            try (RawWebSocket again = RawWebSocket.openFrom(source, rpc)) {
                return call(again, "rpc.discover", "[]").containsKey("result");
            }
        });
    }

    @Test
    void one_address_that_begins_sessions_again_and_again_is_refused_before_the_handshake() throws IOException {
        InetAddress source = RawHttp.newSource();
        int begun = 0;
        while (begun < 2 * PER_ADDRESS && handshake(source) == 101) {
            begun++;
        }

        assertThat(Operator.of(master).metric("mesophyll_authentication_failures_total{reason=\"too_many_sessions\"}"))
                .isPositive();
        assertThat(begun).isBetween(PER_ADDRESS, 2 * PER_ADDRESS - 1);
        assertThat(handshake(RawHttp.newSource())).isEqualTo(101);
    }

    /** Asks for a session, and hangs up. */
    private int handshake(InetAddress source) throws IOException {
        return RawHttp.exchangeFrom(source, master.url(), "GET /rpc HTTP/1.1", RawWebSocket.handshake())
                .status();
    }

    @Test
    void one_address_that_posts_more_than_all_may_leaves_others_served() throws IOException {
        InetAddress greedy = RawHttp.newSource();
        String batch = "["
                + String.join(",", Collections.nCopies(BATCH, "{\"jsonrpc\":\"2.0\",\"method\":\"whoami\",\"id\":1}"))
                + "]";

        for (int i = 0; i < BATCHES; i++) {
            assertThat(post(greedy, batch).text()).contains("more than 20 calls a second");
            assertThat(post(RawHttp.newSource(), DISCOVER).object()).containsKey("result");
        }
    }

    private HttpReply post(InetAddress source, String json) throws IOException {
        try (Socket socket = RawHttp.start(
                source,
                master.url(),
                "POST /rpc HTTP/1.1",
                "Content-Type: application/json",
                "Content-Length: " + json.length())) {
            socket.getOutputStream().write(json.getBytes(StandardCharsets.US_ASCII));
            return RawHttp.readReply(socket.getInputStream());
        }
    }

    @Test
    void a_stranger_who_sends_no_calls_is_closed() throws IOException {
        try (RawWebSocket stranger = RawWebSocket.open(rpc)) {
            for (int i = 0; i < 100; i++) {
                stranger.send(RawWebSocket.TEXT, true, "{".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(stranger.readUntilClosed(LIMIT)).isIn(1008, RawWebSocket.CUT);
        }
    }

    @Test
    void a_session_whose_caller_proves_who_they_are_takes_large_messages_from_then_on() throws Exception {
        String origin = "http://" + master.url().getAuthority();
        try (RawWebSocket session = RawWebSocket.open(rpc)) {
            JsonObject nonce = call(session, "fetch_nonce", "[]").getJsonObject("result");
            assertThat(nonce.getString("sign"))
                    .isEqualTo("mesophyll-json-rpc:" + origin + ":" + nonce.getString("nonce"));
            String proof = "{\"key\":\"" + CallerKey.publicKey() + "\",\"signature\":\""
                    + CallerKey.sign(nonce.getString("sign")) + "\"}";
            assertThat(call(session, "authenticate", proof)
                            .getJsonObject("result")
                            .getString("name"))
                    .isEqualTo("key:it");

            byte[] padding = spaces(900_000);
            session.send(RawWebSocket.TEXT, false, padding);
            session.send(RawWebSocket.CONTINUATION, true, whoami());
            JsonObject byFragments = next(session);
            byte[] oneFrame = new byte[padding.length + whoami().length];
            System.arraycopy(padding, 0, oneFrame, 0, padding.length);
            System.arraycopy(whoami(), 0, oneFrame, padding.length, whoami().length);
            session.send(RawWebSocket.TEXT, true, oneFrame);

            assertThat(byFragments).containsKey("result");
            assertThat(next(session)).containsKey("result");
        }
    }

    @Test
    void a_signature_for_another_server_proves_nothing() throws Exception {
        try (RawWebSocket session = RawWebSocket.open(rpc)) {
            JsonObject nonce = call(session, "fetch_nonce", "[]").getJsonObject("result");
            String relayed = "mesophyll-json-rpc:https://other.example:" + nonce.getString("nonce");
            String proof =
                    "{\"key\":\"" + CallerKey.publicKey() + "\",\"signature\":\"" + CallerKey.sign(relayed) + "\"}";

            assertThat(call(session, "authenticate", proof)
                            .getJsonObject("error")
                            .getInt("code"))
                    .isEqualTo(-32001);
        }
    }

    @Test
    void a_page_of_the_master_itself_may_connect_and_a_foreign_one_is_told_who_may() throws Exception {
        String own = "http://" + master.url().getAuthority();
        try (RawWebSocket page = RawWebSocket.openFrom(RawHttp.newSource(), rpc, "Origin: " + own)) {
            assertThat(call(page, "rpc.discover", "[]")).containsKey("result");
        }
        List<String> headers = new ArrayList<>(List.of(RawWebSocket.handshake()));
        headers.add("Origin: https://evil.example");

        HttpReply foreign = RawHttp.exchange(master.url(), "GET /rpc HTTP/1.1", headers.toArray(String[]::new));

        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.header("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(foreign.text()).contains("mesophyll.allowed-origins");
    }

    @Test
    void requests_behind_a_refusal_that_comes_late_are_answered_in_their_order() throws IOException {
        InetAddress source = RawHttp.newSource();
        String request = "GET /api/v1/workers HTTP/1.1";
        for (int i = 0; i < FREE_GUESSES; i++) {
            assertThat(RawHttp.exchangeFrom(source, master.url(), request, guess(i))
                            .status())
                    .isEqualTo(401);
        }
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        together.writeBytes(RawHttp.head(master.url(), request, guess(FREE_GUESSES)));
        together.writeBytes(RawHttp.head(
                master.url(), "GET /api/v1/operator HTTP/1.1", "Authorization: Bearer " + ItTokens.VIEWER));
        together.writeBytes(RawHttp.head(master.url(), request, guess(FREE_GUESSES + 1)));

        try (Socket socket = RawHttp.connect(master.url(), source)) {
            socket.getOutputStream().write(together.toByteArray());
            InputStream in = socket.getInputStream();

            assertThat(RawHttp.readReply(in).status()).isEqualTo(401);
            assertThat(RawHttp.readReply(in).status()).isEqualTo(404);
            assertThat(RawHttp.readReply(in).status()).isEqualTo(401);
        }
    }

    @Test
    void who_guesses_from_an_address_learns_nothing_while_its_answers_wait_and_who_is_known_there_goes_on()
            throws IOException {
        InetAddress source = RawHttp.newSource();
        String known = "Authorization: Bearer " + ItTokens.VIEWER;
        String unknown = "Authorization: Bearer " + ItTokens.OPERATOR;
        String request = "GET /api/v1/workers HTTP/1.1";
        assertThat(RawHttp.exchangeFrom(source, master.url(), request, known).status())
                .isEqualTo(200);
        List<Socket> guesses = new ArrayList<>();
        try {
            for (int i = 0; i < UNTIL_LONGEST_DELAY; i++) {
                assertThat(RawHttp.exchangeFrom(source, master.url(), request, guess(i))
                                .status())
                        .isEqualTo(401);
            }
            for (int i = 0; i < 2 * PER_ADDRESS; i++) {
                guesses.add(RawHttp.start(source, master.url(), request, guess(i)));
            }
            await().atMost(LIMIT)
                    .until(() -> RawHttp.exchangeFrom(source, master.url(), request, guess(0))
                                    .status()
                            == 429);

            assertThat(RawHttp.exchangeFrom(source, master.url(), request, unknown)
                            .status())
                    .isEqualTo(429);
            assertThat(RawHttp.exchangeFrom(source, master.url(), request, known)
                            .status())
                    .isEqualTo(200);
            assertThat(RawHttp.exchange(master.url(), request, unknown).status())
                    .isEqualTo(200);
        } finally {
            for (Socket guess : guesses) {
                guess.close();
            }
        }
        await().atMost(LIMIT)
                .until(() -> RawHttp.exchangeFrom(source, master.url(), request, unknown)
                                .status()
                        == 200);
    }

    @Test
    void a_caller_with_a_token_has_large_messages_at_once() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            session.send(" ".repeat(900_000) + new String(whoami(), StandardCharsets.UTF_8));

            assertThat(session.next().asJsonObject()).containsKey("result");
        }
    }

    /** Opens a session of a stranger, and sends a part of a frame. */
    private RawWebSocket begin(int announced, int sent) throws IOException {
        RawWebSocket stranger = RawWebSocket.open(rpc);
        try {
            stranger.sendHeader(RawWebSocket.TEXT, true, announced);
            stranger.sendBytes(spaces(sent));
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe|closed|abort).*");
        }
        return stranger;
    }

    private static JsonObject call(RawWebSocket session, String method, String params) throws IOException {
        String call = "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":1}";
        session.send(RawWebSocket.TEXT, true, call.getBytes(StandardCharsets.UTF_8));
        return next(session);
    }

    private static JsonObject next(RawWebSocket session) throws IOException {
        RawWebSocket.Frame frame = session.readFrame();
        while (frame.opcode() == RawWebSocket.PING) {
            frame = session.readFrame();
        }
        String text = new String(frame.payload().toByteArray(), StandardCharsets.UTF_8);
        assertThat(frame.opcode()).as(text).isEqualTo(RawWebSocket.TEXT);
        return Json.createReader(new StringReader(text)).readObject();
    }

    private static String guess(int number) {
        return "Authorization: Bearer " + "g".repeat(60) + number;
    }

    private static byte[] whoami() {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"whoami\",\"id\":1}".getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] spaces(int count) {
        return " ".repeat(count).getBytes(StandardCharsets.UTF_8);
    }
}
