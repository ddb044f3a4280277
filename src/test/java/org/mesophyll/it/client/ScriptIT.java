package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mesophyll.client.StateClient;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.JsonRpcSession;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.ScriptProcess;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Value;

/** The command line's {@code worker --scripts}, with the Lua engine's jar, runs tenants' programs and scripts. */
@WithMaster
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one worker for all
class ScriptIT {
    private static final int WORKER = 44;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final TenantId OTHER = Tenants.guildOf(WORKER, 2);
    private static final Scopes SCRIPTS = Scopes.of("scripts");
    private static final Scopes COUNTERS = Scopes.of("default");
    private static final org.mesophyll.protocol.value.Json NOTHING = org.mesophyll.protocol.value.Json.ofNull();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration CONNECTED_LIMIT = Duration.ofSeconds(60);

    private final Running master;
    private final Operator operator;
    private final StateClient state;
    private final ScriptProcess worker;

    ScriptIT(Running master) throws IOException {
        this.master = master;
        this.operator = Operator.of(master);
        this.state = StateClient.builder()
                .url(master.url().toString())
                .worker(WORKER)
                .token(ItTokens.worker(WORKER))
                .build();
        this.worker = ScriptProcess.start(
                master,
                WORKER,
                "lua",
                "mesophyll-lua/mesophyll-lua.jar",
                Map.of(
                        "MESOPHYLL_CLIENT_SCRIPTS_SCRIPT_TIME", "PT6S",
                        "MESOPHYLL_CLIENT_SCRIPTS_PROGRAM_AGE",
                                "PT5M")); // longer than any test waits: changes come as notices
    }

    @BeforeAll
    void await_worker() {
        await().atMost(CONNECTED_LIMIT).until(() -> run(TENANT, "1").status() == 200);
    }

    @AfterAll
    void end_worker() {
        worker.close();
        state.close();
    }

    @Test
    void a_saved_program_handles_the_events_that_its_tenant_wants() {
        state.delete(TENANT, COUNTERS, "count"); // of an earlier run
        state.set(TENANT, SCRIPTS, "greet", Value.of("""
                on("Greet", function(event)
                  local count = (kv.get("count") or 0) + 1
                  kv.set("count", count)
                  return {text = "hello, " .. event.data.name, count = count}
                end)
                """));
        state.setTenantState(TENANT, new TenantState(Set.of("Greet"), NOTHING));

        await().atMost(CONNECTED_LIMIT).until(() -> !dispatch("Greet").text().contains("\"Null\""));
        HttpReply reply = dispatch("Greet");

        assertThat(reply.text()).contains("hello, Ada").contains("{\"Integer\":2}");
        assertThat(dispatch("Unwanted").text()).contains("\"Null\"");
        assertThat(state.get(TENANT, COUNTERS, "count").orElseThrow().value()).isEqualTo(Value.of(2));
    }

    @Test
    void a_script_dispatches_to_its_own_tenant() {
        TenantId tenant = Tenants.guildOf(WORKER, 3);
        state.delete(tenant, COUNTERS, "heard"); // of an earlier run
        state.set(tenant, SCRIPTS, "relay", Value.of("""
                on("Second", function(event) kv.set("heard", event.data) end)
                """));
        state.setTenantState(tenant, new TenantState(Set.of("Second"), NOTHING));

        await().atMost(CONNECTED_LIMIT).until(() -> {
            run(tenant, "dispatch('Second', 7)");
            return state.get(tenant, COUNTERS, "heard").isPresent();
        });

        assertThat(state.get(tenant, COUNTERS, "heard").orElseThrow().value()).isEqualTo(Value.of(7));
    }

    @Test
    void a_program_follows_a_global_entry_that_is_approved_and_withdrawn() {
        TenantId tenant = Tenants.guildOf(WORKER, 4);
        String key = "greeter-" + UUID.randomUUID();
        state.setTenantState(tenant, new TenantState(Set.of("Greet"), NOTHING));
        state.set(
                tenant,
                SCRIPTS,
                "shop",
                Value.map(Map.of("key", Value.of(key), "version", Value.of(1), "scope", Value.of("shop"))));
        state.createGlobal(
                tenant,
                new CreateGlobalKv(
                        key,
                        1,
                        "S",
                        org.mesophyll.protocol.value.Json.emptyObject(),
                        "shop",
                        true,
                        null,
                        org.mesophyll.protocol.value.Json.of("on('Greet', function(e) return 'from the shop' end)")));
        await().atMost(CONNECTED_LIMIT)
                .until(() -> dispatch(tenant, "Greet").text().contains("not approved"));

        review(key, "approved");
        await().atMost(CONNECTED_LIMIT)
                .until(() -> dispatch(tenant, "Greet").text().contains("from the shop"));

        review(key, "rejected");
        await().atMost(CONNECTED_LIMIT)
                .until(() -> dispatch(tenant, "Greet").text().contains("not approved"));
    }

    private void review(String key, String to) {
        HttpReply reply = operator.post(
                "global-kv/review",
                "{\"key\":\"" + key + "\",\"version\":1,\"scope\":\"shop\",\"review_state\":\"" + to + "\"}");
        assertThat(reply.status()).isEqualTo(204);
    }

    @Test
    void a_script_answers_a_value_or_where_it_failed() {
        assertThat(run(OTHER, "math.maxinteger").text()).contains("{\"Integer\":9223372036854775807}");
        assertThat(run(OTHER, "event.data.name").text()).contains("Ada");

        HttpReply failure = run(OTHER, "local x\nreturn x.y");
        HttpReply syntax = run(OTHER, "return return");

        assertThat(failure.status()).isEqualTo(422);
        assertThat(failure.text()).contains("script error at it:2: attempt to index a nil value");
        assertThat(syntax.text()).contains("syntax error at it:1:");
    }

    @Test
    void a_script_that_does_not_end_is_stopped_and_hurts_nobody() {
        assertThat(run(OTHER, "1").status()).isEqualTo(200); // has its machine, so that the next is quick
        CompletableFuture<HttpReply> endless = later(TENANT, "while true do end");

        HttpReply other = run(OTHER, "40 + 2");

        assertThat(other.text()).contains("{\"Integer\":42}");
        assertThat(endless).isNotDone();
        HttpReply stopped = endless.join();
        assertThat(stopped.status()).isEqualTo(422);
        assertThat(stopped.text()).contains("limit exceeded: time: the limit is PT6S");
        assertThat(run(TENANT, "1").text()).contains("{\"Integer\":1}");
    }

    @Test
    void a_call_that_nobody_waits_for_any_more_is_stopped() throws InterruptedException {
        assertThat(run(OTHER, "1").status()).isEqualTo(200); // has its machine, so that the next is quick
        try (JsonRpcSession session = JsonRpcSession.open(master.url())) {
            JsonObject late = session.call("play", play("while true do end", 500));
            JsonObject next = session.call("play", play("return {6 * 7}", 4_000)); // less than the endless one may take

            assertThat(late.getJsonObject("error").getInt("code")).isEqualTo(-32002);
            assertThat(next.getJsonArray("result").getInt(0)).isEqualTo(42);
        }
    }

    @Test
    void a_call_tells_where_its_script_failed() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master.url())) {
            JsonObject failed =
                    session.call("play", play("local x\\nreturn x.y", 20_000)).getJsonObject("error");

            assertThat(failed.getInt("code")).isEqualTo(-32011);
            assertThat(failed.getJsonObject("data").getString("place")).isEqualTo("it:2");
            assertThat(failed.getJsonObject("data").getInt("line")).isEqualTo(2);
        }
    }

    @Test
    void what_scripts_log_is_for_operators_to_read() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master.url())) {
            String job = session.call("job.create", play("log('of a job') return 1", 20_000))
                    .getJsonObject("result")
                    .getString("job");
            JsonObject result = session.call("job.result", "[\"" + job + "\",20000]");
            JsonObject ofJob = session.call("job.logs", "[\"" + job + "\"]").getJsonObject("result");
            long after = session.call("logs", "[\"" + OTHER + "\"]")
                    .getJsonObject("result")
                    .getJsonNumber("next")
                    .longValue();

            session.sendCall("logs", "[\"" + OTHER + "\"," + after + ",20000]");
            HttpReply unused = run(OTHER, "log('of a call')");
            JsonObject ofTenant = session.next().asJsonObject().getJsonObject("result");

            assertThat(result.getInt("result")).isEqualTo(1);
            assertThat(text(ofJob)).isEqualTo("of a job");
            assertThat(ofJob.getString("state")).isEqualTo("completed");
            assertThat(text(ofTenant)).isEqualTo("of a call");
            assertThat(ofTenant.getBoolean("missed")).isFalse();
        }
    }

    private static String text(JsonObject page) {
        return page.getJsonArray("lines").getJsonObject(0).getString("text");
    }

    @Test
    void a_worker_says_which_language_it_runs() throws InterruptedException {
        String script = "{\"tenant\":\"" + OTHER + "\",\"script\":\"return 1\",\"language\":\"%s\"}";
        try (JsonRpcSession session = JsonRpcSession.open(master.url())) {
            JsonObject other = session.call("play", String.format(Locale.ROOT, script, "javascript"));
            JsonObject own = session.call("play", String.format(Locale.ROOT, script, "lua"));

            assertThat(other.getJsonObject("error").getInt("code")).isEqualTo(-32602);
            assertThat(other.getJsonObject("error").getJsonObject("data").getString("detail"))
                    .isEqualTo("worker " + WORKER + " runs lua, not javascript");
            assertThat(own.getInt("result")).isEqualTo(1);
        }
    }

    private static String play(String script, long timeoutMillis) {
        return "{\"tenant\":\"" + OTHER + "\",\"name\":\"it\",\"script\":\"" + script + "\",\"timeout\":"
                + timeoutMillis + "}";
    }

    @Test
    void a_drop_stops_what_the_tenant_runs() {
        assertThat(run(TENANT, "remembered = 1").status()).isEqualTo(200);
        CompletableFuture<HttpReply> endless = later(TENANT, "started = true while true do end");
        await().atMost(CONNECTED_LIMIT).until(() -> operator.metric("mesophyll_requests_pending") >= 1);

        HttpReply dropped = operator.post(Operator.path(TENANT, "drop"), "{\"timeout_ms\":20000}");

        assertThat(dropped.status()).isEqualTo(200);
        assertThat(endless.join().text()).containsAnyOf("stopped: the script was stopped", "is being dropped");
        assertThat(run(TENANT, "remembered").text()).contains("\"Null\"");
    }

    private HttpReply dispatch(String event) {
        return dispatch(TENANT, event);
    }

    private HttpReply dispatch(TenantId tenant, String event) {
        return operator.post(
                Operator.path(tenant, "dispatch"),
                "{\"event\":{\"name\":\"" + event + "\",\"data\":{\"json\":{\"name\":\"Ada\"}}}}");
    }

    private HttpReply run(TenantId tenant, String code) {
        return later(tenant, code).join();
    }

    private CompletableFuture<HttpReply> later(TenantId tenant, String code) {
        return operator.runScript(tenant, code, TIMEOUT);
    }
}
