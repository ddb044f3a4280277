package org.mesophyll.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.Dispatch;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.SendOutcome;
import org.mesophyll.master.WorkerAdministration;
import org.mesophyll.master.WorkerArrivals;
import org.mesophyll.master.WorkerStatus;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.registry.WorkerToken;
import org.mesophyll.master.scripts.ScriptAudit;
import org.mesophyll.master.scripts.ScriptRunner;
import org.mesophyll.master.state.DatabaseProbe;
import org.mesophyll.master.state.GlobalKvPage;
import org.mesophyll.master.state.GlobalKvService;
import org.mesophyll.master.state.GrantOutcome;
import org.mesophyll.master.state.TenantStateService;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;
import org.mesophyll.web.JerseyDoor;

class ApiResourcesTest {
    private static final TenantId TENANT = TenantId.guild(7);
    private static final WorkerId WORKER = new WorkerId(0);
    private static final String EVENT = "{\"event\":{\"name\":\"E\",\"data\":{\"json\":{\"a\":1}}}}";

    private final Dispatcher dispatcher = mock(Dispatcher.class);
    private final WorkerAdministration administration = mock(WorkerAdministration.class);
    private final MasterSettings settings = mock(MasterSettings.class);
    private final DatabaseProbe probe = mock(DatabaseProbe.class);
    private final TenantStateService states = mock(TenantStateService.class);
    private final GlobalKvService entries = mock(GlobalKvService.class);
    private final MasterMetrics metrics = new MasterMetrics();
    private final AnswerThreads threads = new AnswerThreads();
    private JerseyDoor door;

    private final ScriptRunner scripts =
            new ScriptRunner(dispatcher, mock(WorkerArrivals.class), new ScriptAudit(), System::nanoTime);

    @BeforeEach
    void open() {
        when(settings.defaultTimeout()).thenReturn(Duration.ofSeconds(30));
        when(dispatcher.worker(any())).thenReturn(Optional.empty());
        when(dispatcher.worker(WORKER)).thenReturn(Optional.of(new WorkerStatus(WORKER, true, null)));
        door = new JerseyDoor(new ApiApplication(), "/api/v1/", new AbstractBinder() {
            @Override
            protected void configure() {
                bind(dispatcher).to(Dispatcher.class);
                bind(scripts).to(ScriptRunner.class);
                bind(administration).to(WorkerAdministration.class);
                bind(settings).to(MasterSettings.class);
                bind(probe).to(DatabaseProbe.class);
                bind(states).to(TenantStateService.class);
                bind(entries).to(GlobalKvService.class);
                bind(metrics).to(MasterMetrics.class);
                bind(threads).to(AnswerThreads.class);
            }
        });
    }

    @AfterEach
    void close() {
        threads.stop();
        metrics.close();
    }

    @Test
    void an_answer_is_200_with_the_value() throws Exception {
        outcome(new DispatchOutcome.Answered(Value.of(7)));

        JerseyDoor.Answer answer = post("tenants/guild/7/dispatch", EVENT);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"value\":{\"Integer\":7}}");
        verify(dispatcher)
                .dispatch(TENANT, Event.of("E", Json.object(Map.of("a", Json.of(1L)))), Duration.ofSeconds(30));
    }

    @Test
    void an_outcome_is_answered_though_the_threads_for_answers_have_ended() throws Exception {
        outcome(new DispatchOutcome.Answered(Value.of(7)));
        threads.stop();

        assertThat(post("tenants/guild/7/dispatch", EVENT).status()).isEqualTo(200);
    }

    @Test
    void every_other_outcome_is_a_problem_with_a_status_of_its_own() throws Exception {
        assertProblem(dispatching(new DispatchOutcome.Refused("no")), 422, "refused");
        assertProblem(dispatching(new DispatchOutcome.TimedOut(Duration.ofMillis(5))), 504, "timed-out");
        assertProblem(dispatching(new DispatchOutcome.NotConnected(WORKER)), 503, "not-connected");
        assertProblem(dispatching(new DispatchOutcome.ConnectionLost(WORKER, "gone")), 502, "connection-lost");
        assertProblem(dispatching(new DispatchOutcome.Cancelled()), 409, "cancelled");
        JerseyDoor.Answer busy = dispatching(new DispatchOutcome.Backpressure(WORKER, "4096 requests"));
        assertProblem(busy, 429, "backpressure");
        assertThat(busy.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void a_lost_connection_says_that_the_request_may_have_run() throws Exception {
        assertThat(dispatching(new DispatchOutcome.ConnectionLost(WORKER, "gone"))
                        .text())
                .contains("it may have run the request");
    }

    @Test
    void a_timeout_is_handed_on_and_refused_when_the_dispatcher_says_so() throws Exception {
        when(dispatcher.drop(TENANT, Duration.ofMillis(5)))
                .thenReturn(dispatch(new DispatchOutcome.Answered(Value.ofNull())));
        when(dispatcher.drop(TENANT, Duration.ofMillis(-1)))
                .thenThrow(new IllegalArgumentException("positive, please"));

        assertThat(post("tenants/guild/7/drop", "{\"timeout_ms\":5}").status()).isEqualTo(200);
        JerseyDoor.Answer refused = post("tenants/guild/7/drop", "{\"timeout_ms\":-1}");
        assertProblem(refused, 400, "bad-request");
        assertThat(refused.text()).contains("positive, please");
    }

    @Test
    void an_event_that_wants_no_answer_is_202() throws Exception {
        when(dispatcher.dispatchWithoutAnswer(eq(TENANT), any()))
                .thenReturn(new SendOutcome.Accepted(WORKER), new SendOutcome.NotConnected(WORKER));

        assertThat(post("tenants/guild/7/dispatch-without-answer", EVENT).status())
                .isEqualTo(202);
        assertProblem(post("tenants/guild/7/dispatch-without-answer", EVENT), 503, "not-connected");
    }

    @Test
    void a_script_runs() throws Exception {
        when(dispatcher.runScript(eq(TENANT), eq("s"), eq("return 1"), any(), any()))
                .thenReturn(dispatch(new DispatchOutcome.Answered(Value.of(1))));

        door.letIn(new OperatorPrincipal(Role.OPERATOR, "ann"));
        List<String> audit = new CopyOnWriteArrayList<>();
        Logger log = Logger.getLogger(ScriptAudit.LOGGER);
        log.setFilter(line -> audit.add(line.getMessage()));
        try {
            assertThat(post("tenants/guild/7/run-script", "{\"name\":\"s\",\"code\":\"return 1\"}")
                            .status())
                    .isEqualTo(200);
        } finally {
            log.setFilter(null);
        }

        assertThat(audit)
                .singleElement()
                .asString()
                .contains(" by=operator:ann ", " tenant=guild:7 name=s ", "outcome=returned");
    }

    @Test
    void a_broadcast_answers_for_each_worker() throws Exception {
        CompletionStage<Map<WorkerId, DispatchOutcome>> outcomes = CompletableFuture.completedFuture(Map.of(
                new WorkerId(1),
                new DispatchOutcome.Refused("no"),
                WORKER,
                new DispatchOutcome.Answered(Value.ofNull())));
        when(dispatcher.broadcast(eq(TenantId.guild(0)), any(), any())).thenReturn(outcomes);

        assertThat(post("broadcast", EVENT).text())
                .isEqualTo("{\"results\":[{\"worker\":0,\"outcome\":\"answered\",\"value\":\"Null\"},"
                        + "{\"worker\":1,\"outcome\":\"refused\",\"detail\":\"no\"}]}");
    }

    @Test
    void bad_bodies_are_400_or_415() throws Exception {
        String path = "tenants/guild/7/dispatch";

        assertProblem(post(path, "{"), 400, "bad-request");
        assertProblem(post(path, "[]"), 400, "bad-request");
        assertProblem(post(path, ""), 400, "bad-request");
        assertProblem(post(path, "{\"event\":{\"name\":\"E\"},\"timeout\":1}"), 400, "bad-request");
        assertProblem(post(path, "{\"event\":{\"name\":\"\\ud800\"}}"), 400, "bad-request");
        assertProblem(
                door.send("POST", path, as(Role.OPERATOR), "text/xml", "<a/>".getBytes(StandardCharsets.UTF_8)),
                415,
                "unsupported-media-type");
    }

    @Test
    void unknown_paths_and_methods_are_problems_too() throws Exception {
        assertProblem(get("nothing"), 404, "not-found");
        assertProblem(get("tenants/shop/7/state"), 404, "not-found");
        assertProblem(get("workers/x"), 404, "not-found");
        assertProblem(get("application.wadl"), 404, "not-found");
        JerseyDoor.Answer put = door.send("PUT", "workers", as(Role.OPERATOR), "", new byte[0]);
        assertProblem(put, 405, "method-not-allowed");
        assertThat(put.header("Allow")).contains("GET").contains("POST");
    }

    @Test
    void a_viewer_may_only_look() throws Exception {
        when(dispatcher.workers()).thenReturn(List.of());

        assertThat(door.send("GET", "workers", as(Role.VIEWER), "", new byte[0]).status())
                .isEqualTo(200);
        assertProblem(door.send("DELETE", "workers/0", as(Role.VIEWER), "", new byte[0]), 403, "forbidden");
        assertProblem(door.send("GET", "workers", Map.of(), "", new byte[0]), 401, "unauthenticated");
        assertProblem(door.send("GET", "metrics", Map.of(), "", new byte[0]), 401, "unauthenticated");
    }

    @Test
    void a_new_worker_is_201_with_its_token_and_its_place() throws Exception {
        when(administration.register(new WorkerId(3)))
                .thenReturn(Optional.of(new WorkerToken("t")))
                .thenReturn(Optional.empty());

        JerseyDoor.Answer created = post("workers", "{\"id\":3}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("http://localhost/api/v1/workers/3");
        assertThat(created.text()).isEqualTo("{\"id\":3,\"token\":\"t\"}");
        assertProblem(post("workers", "{\"id\":3}"), 409, "already-registered");
        assertProblem(post("workers", "{\"id\":65536}"), 400, "bad-request");
    }

    @Test
    void tokens_are_rotated_and_revoked_and_connections_ended() throws Exception {
        when(administration.rotate(WORKER))
                .thenReturn(Optional.of(new WorkerToken("t")))
                .thenReturn(Optional.empty());
        when(administration.revoke(WORKER)).thenReturn(true);
        when(administration.disconnect(WORKER)).thenReturn(true);

        assertThat(post("workers/0/token", "").text()).isEqualTo("{\"id\":0,\"token\":\"t\"}");
        assertProblem(post("workers/0/token", "{}"), 409, "token-not-managed");
        assertThat(post("workers/0/disconnect", "").status()).isEqualTo(204);
        assertThat(door.send("DELETE", "workers/0", as(Role.OPERATOR), "", new byte[0])
                        .status())
                .isEqualTo(204);
        assertProblem(post("workers/5/token", ""), 404, "not-found");
    }

    @Test
    void a_worker_tells_how_it_does() throws Exception {
        assertThat(get("workers/0").text())
                .isEqualTo("{\"id\":0,\"owns_tenants\":true,\"connected\":false,\"connection\":null}");
    }

    @Test
    void a_state_is_read_and_written() throws Exception {
        TenantState state = new TenantState(Set.of("E"), Json.of(1L));
        when(states.get(TENANT)).thenReturn(Optional.empty()).thenReturn(Optional.of(state));

        assertProblem(get("tenants/guild/7/state"), 404, "not-found");
        assertThat(get("tenants/guild/7/state").text()).isEqualTo("{\"events\":[\"E\"],\"data\":1}");
        byte[] body = "{\"events\":[\"E\"],\"data\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(door.send("PUT", "tenants/guild/7/state", as(Role.OPERATOR), "application/json", body)
                        .status())
                .isEqualTo(204);
        verify(states).set(TENANT, state);
    }

    @Test
    void global_entries_are_reviewed_priced_and_granted() throws Exception {
        when(entries.review("key", 1, "s", ReviewState.APPROVED)).thenReturn(true);
        when(entries.price("key", 1, "s", null)).thenReturn(true);
        when(entries.grantPurchase(TENANT, "key", 1, "s")).thenReturn(GrantOutcome.GRANTED);
        when(entries.list(null, null, 100)).thenReturn(new GlobalKvPage(List.of(), false));
        String name = "\"key\":\"key\",\"version\":1,\"scope\":\"s\"";

        assertThat(post("global-kv/review", "{" + name + ",\"review_state\":\"approved\"}")
                        .status())
                .isEqualTo(204);
        assertProblem(post("global-kv/review", "{" + name + ",\"review_state\":\"rejected\"}"), 404, "not-found");
        assertProblem(post("global-kv/review", "{" + name + ",\"review_state\":\"fine\"}"), 400, "bad-request");
        assertThat(post("global-kv/price", "{" + name + ",\"price\":null}").status())
                .isEqualTo(204);
        assertProblem(post("global-kv/price", "{" + name + ",\"price\":-1}"), 400, "bad-request");
        assertThat(post("global-kv/purchases", "{" + name + ",\"tenant\":\"guild:7\"}")
                        .text())
                .isEqualTo("{\"granted\":true}");
        assertThat(get("global-kv").text()).isEqualTo("{\"entries\":[],\"more\":false}");
        assertProblem(get("global-kv?after_key=a"), 400, "bad-request");
        assertProblem(get("global-kv?after_key=a%00&after_version=1&after_scope=s"), 400, "bad-request");
        for (String bad : List.of("\\u0000", "\\ud800")) {
            String unstorable = "{\"key\":\"k" + bad + "\",\"version\":1,\"scope\":\"s\"";
            assertProblem(post("global-kv/review", unstorable + ",\"review_state\":\"approved\"}"), 400, "bad-request");
            assertProblem(post("global-kv/price", unstorable + ",\"price\":1}"), 400, "bad-request");
            assertProblem(post("global-kv/purchases", unstorable + ",\"tenant\":\"guild:7\"}"), 400, "bad-request");
        }
    }

    @Test
    void health_is_open_and_says_what_is_down() throws Exception {
        assertThat(door.send("GET", "health/live", Map.of(), "", new byte[0]).status())
                .isEqualTo(200);
        when(dispatcher.ownerOf(any())).thenReturn(new WorkerId(0));
        when(probe.isUp()).thenReturn(true);
        assertThat(door.send("GET", "health/ready", Map.of(), "", new byte[0]).text())
                .isEqualTo("{\"status\":\"up\",\"master\":\"up\",\"database\":\"up\"}");

        when(probe.isUp()).thenReturn(false);
        JerseyDoor.Answer down = door.send("GET", "health/ready", Map.of(), "", new byte[0]);
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.text()).contains("\"database\":\"down\"").doesNotContain("no connection");
    }

    @Test
    void metrics_and_description_have_their_media_types() throws Exception {
        assertThat(get("metrics").header("Content-Type"))
                .startsWith("text/plain")
                .contains("version=0.0.4");
        assertThat(get("metrics").text()).contains("# TYPE mesophyll_");
        assertThat(door.send("GET", "openapi.json", Map.of(), "", new byte[0]).text())
                .contains("\"openapi\": \"3.1.0\"");
    }

    @Test
    void a_failure_is_500_with_an_error_id_and_none_of_its_insides() throws Exception {
        doThrow(new IllegalStateException("jdbc:secret")).when(dispatcher).workers();

        JerseyDoor.Answer answer = get("workers");

        assertProblem(answer, 500, "internal");
        assertThat(answer.text()).contains("\"error_id\":\"").doesNotContain("secret");
    }

    private JerseyDoor.Answer dispatching(DispatchOutcome outcome) throws Exception {
        outcome(outcome);
        return post("tenants/guild/7/dispatch", EVENT);
    }

    private void outcome(DispatchOutcome outcome) {
        when(dispatcher.dispatch(any(), any(), any())).thenReturn(dispatch(outcome));
    }

    private static Dispatch dispatch(DispatchOutcome outcome) {
        return new Dispatch() {
            @Override
            public CompletionStage<DispatchOutcome> outcome() {
                return CompletableFuture.completedFuture(outcome);
            }

            @Override
            public boolean cancel() {
                return false;
            }
        };
    }

    private JerseyDoor.Answer get(String path) throws Exception {
        return door.send("GET", path, as(Role.OPERATOR), "", new byte[0]);
    }

    private JerseyDoor.Answer post(String path, String json) throws Exception {
        String mediaType = json.isEmpty() ? "" : "application/json";
        return door.send("POST", path, as(Role.OPERATOR), mediaType, json.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> as(Role role) {
        return Map.of(OperatorAuthenticationFilter.ROLE, role);
    }

    private static void assertProblem(JerseyDoor.Answer answer, int status, String kind) {
        assertThat(answer.text()).contains("\"type\":\"urn:mesophyll:problem:" + kind + "\"");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
}
