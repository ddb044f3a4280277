package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.ServerLogs;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;
import org.mesophyll.web.redis.RedisServer;

/** A script from redis-cli to a worker and back, by the master and nothing else of ours. */
@WithMaster
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one worker for all
class RedisIT {
    private static final int WORKER = 59;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);

    private final Running master;
    private final RedisServer redis;
    private final TestWorker worker;

    RedisIT(Running master) {
        this.master = master;
        this.redis = master.redis();
        this.worker = TestWorker.connect(master, WORKER, RedisIT::behave);
    }

    @AfterAll
    void end_worker() {
        worker.close();
    }

    private static Optional<DispatchResult> behave(ServerMessage request) {
        Value code = TestWorker.echo(request);
        return Optional.of(
                code.equals(Value.of("fail"))
                        ? new DispatchResult.Err("script error at it:3: no")
                        : new DispatchResult.Ok(Value.list(code, Value.of(42))));
    }

    @Test
    void a_task_runs_on_its_tenants_worker_and_is_answered() {
        String ended = submit("it-1", "tenant", TENANT.toString(), "script", "return 42", "timeout", "20000");

        assertThat(ended).isEqualTo("mesophyll:reply:it-1\nit-1");
        assertThat(field("it-1", "status")).isEqualTo("completed");
        assertThat(field("it-1", "output")).isEqualTo("[\"return 42\",42]");
        assertThat(field("it-1", "job")).hasSize(32);
        assertThat(Instant.parse(field("it-1", "created"))).isBeforeOrEqualTo(Instant.parse(field("it-1", "started")));
        assertThat(Instant.parse(field("it-1", "started"))).isBeforeOrEqualTo(Instant.parse(field("it-1", "ended")));
        assertThat(redis.cli("EXISTS", "mesophyll:taken:scripts")).isEqualTo("0");
    }

    @Test
    void what_went_wrong_is_said() {
        submit("it-2", "tenant", TENANT.toString(), "script", "fail");
        submit("it-3", "tenant", "nobody", "script", "1");

        assertThat(field("it-2", "status")).isEqualTo("failed");
        assertThat(field("it-2", "error")).isEqualTo("script error at it:3: no");
        assertThat(field("it-3", "status")).isEqualTo("failed");
        assertThat(field("it-3", "error")).isEqualTo("a tenant is guild:<id> or user:<id>");
    }

    @Test
    void a_task_that_no_database_keeps_fails_once_and_holds_nothing_up() {
        String deep = "{\"name\":\"e\",\"data\":{\"json\":" + "[".repeat(65) + "]".repeat(65) + "}}";
        submit("it-6", "tenant", TENANT.toString(), "script", "1", "event", deep);
        submit("it-7", "tenant", TENANT.toString(), "script", "1", "event", "{\"name\":\"\\ud83d\"}");
        submit("it-8", "tenant", TENANT.toString(), "script", "return 42", "timeout", "20000");

        assertThat(field("it-6", "status")).isEqualTo("failed");
        assertThat(field("it-6", "error")).contains("deep");
        assertThat(field("it-7", "status")).isEqualTo("failed");
        assertThat(field("it-7", "error")).contains("surrogate");
        assertThat(field("it-8", "status")).isEqualTo("completed");
    }

    @Test
    void no_log_tells_the_password_or_the_code() throws IOException {
        submit("it-4", "tenant", TENANT.toString(), "script", "a secret of the tenant");

        String logs = ServerLogs.of(master);

        assertThat(logs.contains("scripts are taken from redis://127.0.0.1:" + redis.port() + "/0"))
                .isTrue();
        assertThat(logs.contains("by=redis:scripts tenant=" + TENANT)).isTrue();
        assertThat(logs.contains(redis.password())).as("the password").isFalse();
        assertThat(logs.contains("a secret of the tenant")).as("the code").isFalse();
    }

    /** Submits a task, and returns what the list of replies brings. */
    private String submit(String id, String... fields) {
        List<String> command = new ArrayList<>(List.of("HSET", "mesophyll:task:" + id, "reply", id));
        command.addAll(List.of(fields));
        redis.cli(command.toArray(String[]::new));
        redis.cli("LPUSH", "mesophyll:queue:scripts", id);
        return redis.cli("BLPOP", "mesophyll:reply:" + id, "30");
    }

    private String field(String id, String field) {
        return redis.cli("HGET", "mesophyll:task:" + id, field);
    }
}
