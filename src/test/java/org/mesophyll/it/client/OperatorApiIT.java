package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.TenantId;

/** Who may do what over the operators' API, and how it says no. */
@WithMaster
class OperatorApiIT {
    private static final int WORKER = 26;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 4_100_001);
    private static final int MOST_JSON_BYTES = 1024 * 1024;
    private static final Pattern LABEL = Pattern.compile("[{,]([a-zA-Z_]+)=\"");

    private final Running master;
    private final Operator operator;
    private final Operator viewer;

    OperatorApiIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
        this.viewer = Operator.with(master, ItTokens.VIEWER);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,workers",
        "GET,workers/0",
        "POST,workers",
        "DELETE,workers/0",
        "POST,workers/0/token",
        "POST,workers/0/disconnect",
        "POST,tenants/guild/1/dispatch",
        "POST,tenants/guild/1/dispatch-without-answer",
        "POST,tenants/guild/1/run-script",
        "POST,tenants/guild/1/drop",
        "GET,tenants/guild/1/state",
        "PUT,tenants/guild/1/state",
        "POST,broadcast",
        "GET,global-kv",
        "POST,global-kv/review",
        "POST,global-kv/price",
        "POST,global-kv/purchases",
        "GET,metrics",
        "GET,nothing"
    })
    void without_a_token_it_is_401(String method, String path) throws IOException {
        String line = method + " /api/v1/" + path + " HTTP/1.1";

        HttpReply without = RawHttp.exchange(master.url(), line, "Content-Length: 0");
        HttpReply wrong =
                RawHttp.exchange(master.url(), line, "Content-Length: 0", "Authorization: Bearer " + "w".repeat(64));

        for (HttpReply reply : new HttpReply[] {without, wrong}) {
            assertProblem(reply, 401, "unauthenticated");
            assertThat(reply.header("WWW-Authenticate").orElse("")).startsWith("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"workers", "workers/0", "metrics", "global-kv"})
    void a_viewer_may_read(String path) {
        assertThat(viewer.get(path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,workers",
        "DELETE,workers/0",
        "POST,workers/0/token",
        "POST,workers/0/disconnect",
        "POST,tenants/guild/1/dispatch",
        "POST,tenants/guild/1/dispatch-without-answer",
        "POST,tenants/guild/1/run-script",
        "POST,tenants/guild/1/drop",
        "PUT,tenants/guild/1/state",
        "POST,broadcast",
        "POST,global-kv/review",
        "POST,global-kv/price",
        "POST,global-kv/purchases"
    })
    void a_viewer_may_change_nothing(String method, String path) {
        String body = method.equals("DELETE") ? "" : "{}"; // Payara takes no DELETE with a body

        assertProblem(viewer.call(method, path, body), 403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,nothing,404,not-found",
        "GET,workers/70000,404,not-found",
        "GET,workers/65535,404,not-found",
        "GET,tenants/channel/1/state,404,not-found",
        "GET,tenants/guild/18446744073709551615/state,404,not-found",
        "GET,tenants/guild/-1/state,404,not-found",
        "PUT,workers,405,method-not-allowed",
        "DELETE,broadcast,405,method-not-allowed"
    })
    void what_is_not_there_is_a_problem(String method, String path, int status, String kind) {
        assertProblem(operator.call(method, path), status, kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "{} {}",
                "{\"id\":1,\"id\":2}",
                "{\"id\":-1}",
                "{\"id\":65536}",
                "{\"id\":1.5}",
                "{\"id\":\"1\"}",
                "{\"id\":1,\"more\":true}",
                "{\"id\":1e400}",
                "{'id':1}",
                "{\"id\":01}",
                "\u0000"
            })
    void json_that_is_not_the_request_is_400(String json) {
        assertProblem(operator.post("workers", json), 400, "bad-request");
    }

    @Test
    void deep_json_is_400() {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);

        assertProblem(operator.post("workers", "{\"id\":" + deep + "}"), 400, "bad-request");
    }

    @Test
    void a_body_over_1_mebibyte_is_413() {
        String large = "{\"name\":\"" + "n".repeat(MOST_JSON_BYTES) + "\"}";

        assertProblem(operator.post(Operator.path(TENANT, "run-script"), large), 413, "body-too-large");
    }

    @Test
    void a_body_that_is_no_json_is_415() throws IOException {
        HttpReply reply = RawHttp.exchange(
                master.url(),
                "POST /api/v1/workers HTTP/1.1",
                "Authorization: Bearer " + ItTokens.OPERATOR,
                "Content-Type: text/plain",
                "Content-Length: 0");

        assertProblem(reply, 415, "unsupported-media-type");
    }

    @Test
    void each_way_a_request_fails_is_a_problem_of_its_own() {
        Duration patience = Duration.ofSeconds(10);
        assertProblem(operator.dispatchText(TENANT, "a", patience).join(), 503, "not-connected");
        try (TestWorker silent = TestWorker.connect(master, WORKER, TestWorker.Behaviour.SILENT)) {
            assertThat(silent.closed()).isNotDone();
            HttpReply late =
                    operator.dispatchText(TENANT, "a", Duration.ofMillis(100)).join();
            assertProblem(late, 504, "timed-out");
        }
        try (TestWorker no = TestWorker.connect(master, WORKER, request -> Optional.of(new DispatchResult.Err("no")))) {
            assertThat(no.closed()).isNotDone();
            assertProblem(operator.dispatchText(TENANT, "a", patience).join(), 422, "refused");
        }
    }

    @Test
    void a_tenants_state_is_what_was_put() {
        String state = "{\"events\":[\"OnStartup\"],\"data\":{\"k\":[1,2.5,null,true,\"\u00e9\"]}}";

        assertThat(operator.call("PUT", Operator.path(TENANT, "state"), state).status())
                .isEqualTo(204);

        HttpReply reply = viewer.get(Operator.path(TENANT, "state"));
        assertThat(reply.text()).isEqualTo(state);
        assertThat(reply.header("Content-Type").orElse("")).startsWith("application/json");
    }

    @Test
    void the_description_is_open_to_anyone() throws IOException {
        HttpReply reply = RawHttp.exchange(master.url(), "GET /api/v1/openapi.json HTTP/1.1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.object().getString("openapi")).startsWith("3.1");
        assertThat(reply.object().getJsonObject("paths")).containsKeys("/workers", "/broadcast", "/metrics");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mesophyll_workers_connected",
                "mesophyll_workers_connections_total",
                "mesophyll_workers_takeovers_total",
                "mesophyll_dispatch_seconds_bucket",
                "mesophyll_dispatch_seconds_count",
                "mesophyll_dispatch_seconds_sum",
                "mesophyll_dispatch_without_answer_total",
                "mesophyll_requests_pending",
                "mesophyll_outbox_messages",
                "mesophyll_outbox_bytes",
                "mesophyll_frames_malformed_total",
                "mesophyll_answers_unmatched_total",
                "mesophyll_redis_tasks_total",
                "mesophyll_bodies_bytes",
                "mesophyll_bodies_waiting",
                "mesophyll_authentication_failures_total"
            })
    void a_documented_metric_is_there(String name) {
        operator.dispatchText(TENANT, "a", Duration.ofMillis(100)).join();

        HttpReply metrics = viewer.get("metrics");

        assertThat(metrics.header("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(metrics.text()).containsPattern("(?m)^" + name + "[ {]");
    }

    @Test
    void no_metric_is_labelled_by_what_a_peer_chose() {
        TestWorker.connect(master, WORKER, TestWorker.Behaviour.ECHO).close();
        operator.dispatchText(TENANT, "a", Duration.ofMillis(100)).join();

        String metrics = viewer.get("metrics").text();

        assertThat(LABEL.matcher(metrics).results().map(OperatorApiIT::name).distinct())
                .isSubsetOf("kind", "outcome", "result", "reason", "le");
        assertThat(metrics).doesNotContain(TENANT.decimalId(), "\"" + WORKER + "\"");
    }

    private static String name(MatchResult label) {
        return label.group(1);
    }

    private static void assertProblem(HttpReply reply, int status, String kind) {
        assertThat(reply.status()).as(reply::toString).isEqualTo(status);
        assertThat(reply.header("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonObject problem = reply.object();
        assertThat(problem.getString("type")).isEqualTo("urn:mesophyll:problem:" + kind);
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
    }
}
