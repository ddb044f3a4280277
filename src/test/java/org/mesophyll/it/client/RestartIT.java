package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.StateClient;
import org.mesophyll.client.StateException;
import org.mesophyll.client.WorkerClient;
import org.mesophyll.client.WorkerStatus;
import org.mesophyll.it.ItSettings;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.TestServer;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.JsonRpcSession;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.launcher.ServerProcess;
import org.mesophyll.launcher.ServerSpec;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;
import org.mesophyll.web.redis.RedisServer;

/** A master that is killed and started again has all that it acknowledged, and its workers come back by themselves. */
class RestartIT {
    private static final int WORKER = 5;
    private static final int SILENT_WORKER = 6;
    private static final int ABSENT_WORKER = 7;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Scopes SCOPES = Scopes.of("restart");
    private static final int LEAST_ACKNOWLEDGED = 200;
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration WRITE_LIMIT = Duration.ofMinutes(2);
    private static final Duration RECONNECT_LIMIT = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Tells this run's records from those that an earlier run has left. */
    private final String run = UUID.randomUUID().toString();

    private final @Nullable RedisServer redis;
    private final ServerSpec spec;
    private final WorkerClient worker;
    private final StateClient state;
    private ServerProcess server; // confined to the test's thread, like the next
    private @Nullable TestWorker silent;

    RestartIT() throws IOException, InterruptedException {
        redis = RedisServer.isInstalled() ? RedisServer.start() : null;
        ServerSpec plain = TestServer.spec("restart", ItSettings.clientPort() + 2);
        spec = redis == null ? plain : plain.withEnvironment("MESOPHYLL_SCRIPTS_REDIS_URL", redis.url(0));
        String url = spec.url().toString();
        server = ServerProcess.start(spec);
        state = StateClient.builder()
                .url(url)
                .worker(WORKER)
                .token(ItTokens.worker(WORKER))
                .build();
        worker = WorkerClient.builder()
                .url(url)
                .worker(WORKER)
                .token(ItTokens.worker(WORKER))
                .handler((tenant, event) -> Value.of("from " + tenant))
                .state(state)
                .start();
    }

    @BeforeEach
    void await_the_master() throws IOException, InterruptedException {
        server.awaitReady(READY_LIMIT);
    }

    @AfterEach
    void stop() {
        if (silent != null) {
            silent.close();
        }
        worker.close();
        state.close();
        server.close();
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void a_killed_master_comes_back_with_its_state_its_jobs_and_its_worker() throws IOException, InterruptedException {
        assertThat(worker.awaitConnected(RECONNECT_LIMIT)).isTrue();
        TenantState remembered = new TenantState(Set.of("OnStartup"), Json.object(Map.of("run", Json.of(run))));
        state.setTenantState(TENANT, remembered);
        Left left = leaveJobs();
        leaveTasks();

        Collection<String> acknowledged = killWhileWriting();
        await().atMost(RECONNECT_LIMIT).until(() -> worker.status().state() != WorkerStatus.State.CONNECTED);
        server = ServerProcess.start(spec);
        server.awaitReady(READY_LIMIT);

        assertJobs(left);
        assertThat(state.tenantStates()).containsEntry(TENANT, remembered);
        assertThat(state.find(TENANT, SCOPES, LikePattern.startingWith(run)))
                .extracting(KvRecord::key)
                .containsAll(acknowledged);
        assertThat(worker.awaitConnected(RECONNECT_LIMIT)).isTrue();
        state.set(TENANT, SCOPES, run, Value.of("under an epoch of the new master"));
        HttpReply reply =
                Operator.of(spec.url()).dispatchText(TENANT, "a", TIMEOUT).join();
        assertThat(reply.object().getJsonObject("value").getString("Text")).isEqualTo("from " + TENANT);
    }

    /** The jobs that a killed master leaves. */
    private record Left(String waiting, String running, String runningAgain) {}

    private Left leaveJobs() throws InterruptedException {
        TestWorker holding = TestWorker.connect(webSocket(SILENT_WORKER), TestWorker.Behaviour.SILENT);
        silent = holding; // until the master is killed
        try (JsonRpcSession session = JsonRpcSession.open(spec.url())) {
            Left left = new Left(
                    create(session, ABSENT_WORKER, "waits", false),
                    create(session, SILENT_WORKER, "runs", false),
                    create(session, SILENT_WORKER, "runs again", true));
            holding.next();
            holding.next();
            return left;
        }
    }

    /** Leaves two tasks in Redis, where there is one: one that waits for its worker, and one that runs. */
    private void leaveTasks() throws InterruptedException {
        if (redis == null) {
            return; // RedisIT is skipped then, or fails
        }
        submit(redis, "waits", ABSENT_WORKER);
        await().until(() -> !redis.cli("HGET", "mesophyll:task:waits", "job").isEmpty());
        submit(redis, "runs", SILENT_WORKER);
        Objects.requireNonNull(silent).next();
        await().until(() -> redis.cli("HGET", "mesophyll:task:runs", "status"), "running"::equals);
        assertThat(redis.cli("HGET", "mesophyll:task:waits", "status")).isEqualTo("pending");
    }

    private void submit(RedisServer to, String task, int worker) {
        String tenant = Tenants.guildOf(worker, 1).toString();
        String[] fields = {"tenant", tenant, "script", task, "name", run, "timeout", "600000", "reply", "ended"};
        to.cli(Stream.concat(Stream.of("HSET", "mesophyll:task:" + task), Stream.of(fields))
                .toArray(String[]::new));
        to.cli("LPUSH", "mesophyll:queue:scripts", task);
    }

    private void assertTasks(JsonRpcSession session) throws InterruptedException {
        if (redis == null) {
            return;
        }
        List<String> ended = List.of(nextEnded(redis), nextEnded(redis));

        assertThat(ended).containsExactlyInAnyOrder("waits", "runs");
        assertThat(redis.cli("HMGET", "mesophyll:task:waits", "status", "output"))
                .isEqualTo("completed\n\"waits\"");
        assertThat(redis.cli("HMGET", "mesophyll:task:runs", "status", "output"))
                .isEqualTo("lost");
        assertThat(redis.cli("EXISTS", "mesophyll:taken:scripts", "mesophyll:reply:ended"))
                .isEqualTo("0");
        assertThat(session.call("job.list", "{\"limit\":500}")
                        .getJsonObject("result")
                        .getJsonArray("jobs")
                        .getValuesAs(JsonObject.class))
                .filteredOn(job -> job.getString("name").equals(run))
                .extracting(job -> job.getString("job"))
                .containsExactlyInAnyOrder(
                        redis.cli("HGET", "mesophyll:task:waits", "job"),
                        redis.cli("HGET", "mesophyll:task:runs", "job"));
    }

    private static String nextEnded(RedisServer redis) {
        return redis.cli("BLPOP", "mesophyll:reply:ended", "30").replace("mesophyll:reply:ended\n", "");
    }

    private static String create(JsonRpcSession session, int worker, String code, boolean runAgain)
            throws InterruptedException {
        String params = "{\"tenant\":\"" + Tenants.guildOf(worker, 1) + "\",\"script\":\"" + code
                + "\",\"timeout\":600000,\"run_again\":" + runAgain + "}";
        return session.call("job.create", params).getJsonObject("result").getString("job");
    }

    private void assertJobs(Left left) throws InterruptedException {
        try (JsonRpcSession session = JsonRpcSession.open(spec.url());
                TestWorker absent = TestWorker.connect(webSocket(ABSENT_WORKER), TestWorker.Behaviour.ECHO);
                TestWorker back = TestWorker.connect(webSocket(SILENT_WORKER), TestWorker.Behaviour.ECHO)) {
            assertThat(result(session, left.waiting()).getString("result")).isEqualTo("waits");
            assertThat(result(session, left.runningAgain()).getString("result")).isEqualTo("runs again");
            assertThat(result(session, left.running()).getJsonObject("error").getInt("code"))
                    .isEqualTo(-32017);
            assertTasks(session);
            assertThat(absent.closed()).isNotDone();
            assertThat(back.closed()).isNotDone();
        }
    }

    private static JsonObject result(JsonRpcSession session, String job) throws InterruptedException {
        return session.call("job.result", "[\"" + job + "\",30000]");
    }

    private URI webSocket(int id) {
        return URI.create("ws://" + spec.url().getAuthority() + "/ws?id=" + id + "&token=" + ItTokens.worker(id));
    }

    /** Kills the master in the middle of a row of writes, and returns the keys of those that it acknowledged. */
    private Collection<String> killWhileWriting() {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeUntilItFails(acknowledged));
        await().atMost(WRITE_LIMIT).until(() -> acknowledged.size() >= LEAST_ACKNOWLEDGED || writer.isDone());
        server.kill();
        writer.orTimeout(WRITE_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(LEAST_ACKNOWLEDGED);
        return acknowledged;
    }

    private void writeUntilItFails(Queue<String> acknowledged) {
        for (int number = 0; ; number++) {
            String key = run + "-" + number;
            try {
                state.set(TENANT, SCOPES, key, Value.of(number));
            } catch (StateException killed) {
                return;
            }
            acknowledged.add(key);
        }
    }
}
