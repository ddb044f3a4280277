package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.JsonRpcSession;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** JSON-RPC at {@code /rpc}, from a session or a request to a worker and back. */
@WithMaster
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one worker for all
class JsonRpcIT {
    private static final int WORKER = 54;
    private static final int LATE_WORKER = 55;
    private static final int LOST_WORKER = 56;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final int SESSIONS = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    private final Running master;
    private final TestWorker worker;

    JsonRpcIT(Running master) {
        this.master = master;
        this.worker = TestWorker.connect(master, WORKER, JsonRpcIT::behave);
    }

    @AfterAll
    void end_worker() {
        worker.close();
    }

    @BeforeAll
    void the_worker_answers() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            assertThat(session.subprotocol()).isEqualTo("jsonrpc");
            assertThat(session.call("play", play(TENANT, "there?")).getString("result"))
                    .isEqualTo("there?");
        }
    }

    /** Does what the code says. */
    private static Optional<DispatchResult> behave(ServerMessage request) {
        String code = TestWorker.echo(request) instanceof Value.Text text ? text.value() : "";
        return switch (code) {
            case "be silent" -> Optional.empty();
            case "fail" -> Optional.of(new DispatchResult.Err("script error at it:3: no\nit:3: in f"));
            case "refuse" -> Optional.of(new DispatchResult.Err("the tenant is being dropped"));
            default -> Optional.of(new DispatchResult.Ok(Value.of(code)));
        };
    }

    @Test
    void says_by_codes_of_their_own_what_went_wrong() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            JsonObject failed = error(session.call("play", play(TENANT, "fail")));
            JsonObject refused = error(session.call("play", play(TENANT, "refuse")));
            JsonObject late = error(session.call("play", play(TENANT, "be silent", 50)));
            JsonObject missing = error(session.call("play", play(Tenants.guildOf(LATE_WORKER, 1), "1", 50)));

            assertThat(failed.getInt("code")).isEqualTo(-32011);
            assertThat(failed.getJsonObject("data").getString("kind")).isEqualTo("script_error");
            assertThat(failed.getJsonObject("data").getString("detail")).isEqualTo("no");
            assertThat(failed.getJsonObject("data").getInt("line")).isEqualTo(3);
            assertThat(failed.getJsonObject("data").getString("stack")).isEqualTo("it:3: in f");
            assertThat(failed.getJsonObject("data").getString("job")).hasSize(32);
            assertThat(refused.getInt("code")).isEqualTo(-32014);
            assertThat(late.getInt("code")).isEqualTo(-32002);
            assertThat(late.getJsonObject("data").getString("kind")).isEqualTo("timeout");
            assertThat(missing.getInt("code")).isEqualTo(-32015);
            assertThat(error(session.call("play", "{\"tenant\":\"x\",\"script\":\"1\"}"))
                            .getInt("code"))
                    .isEqualTo(-32602);
            assertThat(error(session.call("play", play(TENANT, "1", 0)))
                            .getJsonObject("data")
                            .getString("detail"))
                    .isEqualTo("timeout is 1 to 600000 milliseconds: 0");
        }
    }

    @Test
    void a_worker_that_connects_in_time_gets_what_waits_for_it() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            session.sendCall("play", play(Tenants.guildOf(LATE_WORKER, 1), "late", LIMIT.toMillis()));

            try (TestWorker late = TestWorker.connect(master, LATE_WORKER, TestWorker.Behaviour.ECHO)) {
                assertThat(session.next().asJsonObject().getString("result")).isEqualTo("late");
            }
        }
    }

    @Test
    void a_worker_that_goes_in_the_middle_ends_the_call() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master);
                TestWorker lost = TestWorker.connect(master, LOST_WORKER, TestWorker.Behaviour.SILENT)) {
            session.sendCall("play", play(Tenants.guildOf(LOST_WORKER, 1), "1", LIMIT.toMillis()));
            lost.next();

            lost.cut();

            assertThat(error(session.next().asJsonObject()).getInt("code")).isEqualTo(-32017);
        }
    }

    @Test
    void a_session_that_goes_gives_up_its_calls() throws InterruptedException {
        Operator operator = Operator.of(master);
        TenantId tenant = Tenants.guildOf(LOST_WORKER, 2);
        try (TestWorker silent = TestWorker.connect(master, LOST_WORKER, TestWorker.Behaviour.SILENT)) {
            double before = cancelled(operator);
            JsonRpcSession session = JsonRpcSession.open(master);
            session.sendCall("play", play(tenant, "1", LIMIT.toMillis()));
            silent.next();

            session.close();

            await().atMost(LIMIT).until(() -> cancelled(operator) > before);
        }
    }

    private static double cancelled(Operator operator) {
        return operator.get("metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("mesophyll_dispatch_seconds_count") && line.contains("cancelled"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void lets_in_only_who_shows_a_token_and_viewers_only_look() throws InterruptedException {
        try (JsonRpcSession nobody = JsonRpcSession.with(master.url(), "");
                JsonRpcSession viewer = JsonRpcSession.with(master.url(), ItTokens.VIEWER)) {
            assertThat(error(nobody.call("play", play(TENANT, "1"))).getInt("code"))
                    .isEqualTo(-32001);
            assertThat(error(nobody.call("whoami", "[]")).getInt("code")).isEqualTo(-32001);
            assertThat(nobody.call("rpc.discover", "[]").getJsonObject("result").getString("openrpc"))
                    .startsWith("1.");
            assertThat(viewer.call("whoami", "[]").getJsonObject("result"))
                    .isEqualTo(Json.createObjectBuilder()
                            .add("name", "operator:it")
                            .add("role", "viewer")
                            .build());
            assertThat(error(viewer.call("play", play(TENANT, "1"))).getInt("code"))
                    .isEqualTo(-32003);
        }
        assertThatThrownBy(() -> JsonRpcSession.with(master.url(), "x".repeat(64)))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("WebSocketHandshakeException");
    }

    @Test
    void refuses_pages_of_others() {
        assertThatThrownBy(() -> HTTP.newWebSocketBuilder()
                        .header("Origin", "https://evil.example")
                        .buildAsync(
                                URI.create("ws://" + master.url().getAuthority() + "/rpc"), new WebSocket.Listener() {})
                        .join())
                .hasMessageContaining("WebSocketHandshakeException");
    }

    @Test
    void a_job_runs_without_anybody_waiting_and_keeps_its_result() throws InterruptedException {
        String job;
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            job = session.call("job.create", play(TENANT, "later"))
                    .getJsonObject("result")
                    .getString("job");
        }
        try (JsonRpcSession other = JsonRpcSession.with(master.url(), ItTokens.VIEWER)) {
            JsonObject result = other.call("job.result", "[\"" + job + "\", 20000]");
            JsonObject about = other.call("job.get", "[\"" + job + "\"]").getJsonObject("result");
            JsonObject list = other.call(
                            "job.list", "{\"tenant\":\"" + TENANT + "\",\"state\":\"completed\",\"limit\":1}")
                    .getJsonObject("result");

            assertThat(result.getString("result")).isEqualTo("later");
            assertThat(about.getString("state")).isEqualTo("completed");
            assertThat(about.getString("by")).isEqualTo("operator:it");
            assertThat(about.getString("name")).isEqualTo("it");
            assertThat(about).containsKeys("created_at", "started_at", "ended_at");
            assertThat(list.getJsonArray("jobs").getJsonObject(0).getString("job"))
                    .isEqualTo(job);
            assertThat(error(other.call("job.cancel", "[\"" + job + "\"]")).getInt("code"))
                    .isEqualTo(-32003);
            assertThat(error(other.call("job.get", "[\"" + "0".repeat(32) + "\"]"))
                            .getInt("code"))
                    .isEqualTo(-32019);
            assertThat(error(other.call("job.get", "[\"x\"]")).getInt("code")).isEqualTo(-32602);
        }
    }

    @Test
    void a_job_fails_times_out_and_is_cancelled_as_a_call_does() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            String failing = create(session, play(TENANT, "fail"));
            String late = create(session, play(TENANT, "be silent", 50));
            String silent = create(session, play(TENANT, "be silent"));
            String waiting = create(session, play(Tenants.guildOf(LATE_WORKER, 3), "1"));

            JsonObject notEnded = error(session.call("job.result", "[\"" + silent + "\"]"));
            JsonObject cancelled = session.call("job.cancel", "[\"" + silent + "\"]");
            JsonObject cancelledWaiting = session.call("job.cancel", "[\"" + waiting + "\"]");
            JsonObject again = session.call("job.cancel", "[\"" + silent + "\"]");

            assertThat(error(result(session, failing)).getInt("code")).isEqualTo(-32011);
            assertThat(error(result(session, failing)).getJsonObject("data").getInt("line"))
                    .isEqualTo(3);
            assertThat(error(result(session, late)).getInt("code")).isEqualTo(-32002);
            assertThat(notEnded.getInt("code")).isEqualTo(-32020);
            assertThat(cancelled.getJsonObject("result").getBoolean("cancelled"))
                    .isTrue();
            assertThat(cancelledWaiting.getJsonObject("result").getBoolean("cancelled"))
                    .isTrue();
            assertThat(again.getJsonObject("result").getBoolean("cancelled")).isFalse();
            assertThat(error(result(session, silent)).getInt("code")).isEqualTo(-32018);
        }
    }

    private static String create(JsonRpcSession session, String what) throws InterruptedException {
        return session.call("job.create", what).getJsonObject("result").getString("job");
    }

    private static JsonObject result(JsonRpcSession session, String job) throws InterruptedException {
        return session.call("job.result", "[\"" + job + "\", 20000]");
    }

    @Test
    void answers_batches_and_no_notifications() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            session.send("{\"jsonrpc\":\"2.0\",\"method\":\"whoami\"}");
            session.send("[{\"jsonrpc\":\"2.0\",\"method\":\"whoami\"},"
                    + "{\"jsonrpc\":\"2.0\",\"method\":\"play\",\"params\":[\"" + TENANT + "\",\"one\"],\"id\":\"a\"},"
                    + "{\"jsonrpc\":\"2.0\",\"method\":\"nothing\",\"id\":2.5}]");

            String answers = session.next().toString();
            session.send("{");

            assertThat(answers)
                    .startsWith("[{\"jsonrpc\":\"2.0\",\"result\":\"one\",\"id\":\"a\"},")
                    .contains("-32601")
                    .endsWith("\"id\":2.5}]");
            assertThat(error(session.next().asJsonObject()).getInt("code")).isEqualTo(-32700);
        }
    }

    @Test
    void takes_a_call_by_post() throws Exception {
        HttpResponse<String> answer = post(
                "{\"jsonrpc\":\"2.0\",\"method\":\"play\",\"params\":" + play(TENANT, "hé") + ",\"id\":\"x\"}",
                ItTokens.OPERATOR);
        HttpResponse<String> notification = post("{\"jsonrpc\":\"2.0\",\"method\":\"whoami\"}", ItTokens.OPERATOR);
        HttpResponse<String> nobody = post("{\"jsonrpc\":\"2.0\",\"method\":\"whoami\",\"id\":1}", "");
        HttpResponse<String> wrong = post("{\"jsonrpc\":\"2.0\",\"method\":\"whoami\",\"id\":1}", "x".repeat(64));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(answer.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"hé\",\"id\":\"x\"}");
        assertThat(notification.statusCode()).isEqualTo(204);
        assertThat(nobody.body()).contains("-32001");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(post(" ".repeat((1 << 20) + 1), ItTokens.OPERATOR).statusCode())
                .isEqualTo(413);
    }

    @Test
    void closes_sessions_that_send_what_they_may_not() {
        try (JsonRpcSession binary = JsonRpcSession.open(master);
                JsonRpcSession large = JsonRpcSession.open(master)) {
            binary.sendBinary(new byte[] {1});
            large.sendUntilCut(" ".repeat(3 << 20));

            assertThat(binary.closed()).succeedsWithin(LIMIT).isEqualTo(1003);
            assertThat(large.closed()).succeedsWithin(LIMIT).isIn(1009, 1011, 1006);
        }
    }

    @Test
    void serves_a_thousand_sessions_at_once() throws InterruptedException {
        List<JsonRpcSession> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(JsonRpcSession.open(master));
            }
            int answered = 0;
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < SESSIONS; i++) {
                    sessions.get(i).sendCall("play", play(TENANT, "of " + i));
                }
                for (int i = 0; i < SESSIONS; i++) {
                    JsonObject answer = sessions.get(i).next().asJsonObject();
                    if (answer.containsKey("error")) { // as many a second as one caller may make
                        assertThat(error(answer).getInt("code")).isEqualTo(-32004);
                    } else {
                        assertThat(answer.getString("result")).isEqualTo("of " + i);
                        answered++;
                    }
                }
            }
            assertThat(answered).isGreaterThanOrEqualTo(SESSIONS / 2); // a second's worth, less what others have used
        } finally {
            sessions.forEach(JsonRpcSession::close);
        }
    }

    private HttpResponse<String> post(String body, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(master.url("/rpc"))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject error(JsonObject answer) {
        return answer.getJsonObject("error");
    }

    private static String play(TenantId tenant, String code) {
        return play(tenant, code, LIMIT.toMillis());
    }

    private static String play(TenantId tenant, String code, long timeoutMillis) {
        return "{\"tenant\":\"" + tenant + "\",\"script\":\"" + code + "\",\"name\":\"it\",\"timeout\":" + timeoutMillis
                + "}";
    }
}
