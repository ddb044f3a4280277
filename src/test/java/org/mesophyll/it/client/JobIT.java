package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.JsonRpcSession;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.BusyReason;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;

/** Jobs, from a session to a worker that at times has no room. */
@WithMaster
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one worker for all
class JobIT {
    private static final int WORKER = 61;
    private static final int JOBS = 150;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final TenantId OTHER = Tenants.guildOf(WORKER, 2);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Running master;
    private final TestWorker worker;
    private final AtomicInteger requests = new AtomicInteger();

    JobIT(Running master) {
        this.master = master;
        this.worker = TestWorker.connect(master, WORKER, this::refuseEveryFifth);
    }

    @AfterAll
    void end_worker() {
        worker.close();
    }

    private Optional<DispatchResult> refuseEveryFifth(ServerMessage request) {
        return Optional.of(
                requests.incrementAndGet() % 5 == 0
                        ? new DispatchResult.Err(new BusyReason("too much waits for the tenant: the limit is 4").text())
                        : new DispatchResult.Ok(TestWorker.echo(request)));
    }

    @Test
    void all_acknowledged_jobs_of_one_tenant_complete_although_the_worker_refuses_many() throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            List<String> created = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                created.add(session.call("job.create", params(TENANT, "\"script\":\"" + i + "\",\"timeout\":60000"))
                        .getJsonObject("result")
                        .getString("job"));
            }

            await().atMost(LIMIT)
                    .until(() -> states(session, created).stream()
                            .noneMatch(state -> state.equals("pending") || state.equals("running")));

            assertThat(states(session, created)).hasSize(JOBS).containsOnly("completed");
            assertThat(created).doesNotHaveDuplicates().hasSize(JOBS);
            assertThat(requests.get()).isGreaterThan(JOBS);
        }
    }

    @Test
    void what_no_database_keeps_is_refused_with_its_place_and_makes_no_job() throws InterruptedException {
        String half = "\\ud83d";
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            Set<String> before = jobs(session, OTHER).keySet();
            assertThat(refused(session, event("{\"json\":\"" + half + "\"}")))
                    .isEqualTo("params.event.data.json has half of a surrogate pair");
            assertThat(refused(session, "\"script\":\"1\",\"event\":{\"name\":\"" + half + "\"}"))
                    .isEqualTo("params.event.name has half of a surrogate pair");
            assertThat(refused(session, "\"script\":\"1\",\"event\":{\"name\":\"e\",\"author\":\"" + half + "\"}"))
                    .isEqualTo("params.event.author has half of a surrogate pair");
            assertThat(refused(session, "\"script\":\"1\",\"name\":\"a" + half + "\""))
                    .isEqualTo("params.name has half of a surrogate pair");
            assertThat(refused(session, "\"script\":\"" + half + "\""))
                    .isEqualTo("params.script has half of a surrogate pair");
            assertThat(refused(session, event("{\"json\":" + "[".repeat(65) + "]".repeat(65) + "}")))
                    .contains("deep");

            assertThat(jobs(session, OTHER)).containsOnlyKeys(before);
        }
    }

    private static String event(String data) {
        return "\"script\":\"1\",\"event\":{\"name\":\"e\",\"data\":" + data + "}";
    }

    private static String refused(JsonRpcSession session, String rest) throws InterruptedException {
        JsonObject error = session.call("job.create", params(OTHER, rest)).getJsonObject("error");
        assertThat(error.getInt("code")).isEqualTo(-32602);
        return error.getJsonObject("data").getString("detail");
    }

    /** Returns the states of some of the tenant's latest jobs: an earlier run on the same data may have left others. */
    private static List<String> states(JsonRpcSession session, List<String> ids) throws InterruptedException {
        Map<String, String> all = jobs(session, TENANT);
        return ids.stream().filter(all::containsKey).map(all::get).toList();
    }

    /** Returns the states of a tenant's latest jobs by their ids. */
    private static Map<String, String> jobs(JsonRpcSession session, TenantId tenant) throws InterruptedException {
        JsonArray jobs = session.call("job.list", "{\"tenant\":\"" + tenant + "\",\"limit\":500}")
                .getJsonObject("result")
                .getJsonArray("jobs");
        return jobs.getValuesAs(JsonObject.class).stream()
                .collect(Collectors.toMap(job -> job.getString("job"), job -> job.getString("state")));
    }

    private static String params(TenantId tenant, String rest) {
        return "{\"tenant\":\"" + tenant + "\"," + rest + "}";
    }
}
