package org.mesophyll.web.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisProtocol;

/** Tasks that are not what they have to be hold nothing up. */
class MalformedTaskTest extends RedisTasksFixture {
    private static final CommandObjects COMMANDS = new CommandObjects(RedisProtocol.RESP2);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "script x|the field tenant is missing",
                "tenant guild:1|the field script is missing",
                "tenant 1 script x|a tenant is guild:<id> or user:<id>",
                "tenant guild:x script x|a tenant's id is 1 to 20 decimal digits",
                "tenant guild:1 script x timeout soon|the field timeout must be a whole number of milliseconds",
                "tenant guild:1 script x timeout 0|timeout is 1 to 600000 milliseconds: 0",
                "tenant guild:1 script x timeout 600001|timeout is 1 to 600000 milliseconds: 600001",
                "tenant guild:1 script x event {|the field event: the text is not JSON (at character 2)",
                "tenant guild:1 script x event []|the field event: event must be an object",
                "tenant guild:1 script x event {\"name\":1}|the field event: event.name must be a string",
                "tenant guild:1 script x language Lua|a language is named by 1 to 32 characters of a-z, 0-9, +, #, ., _ and -, "
                        + "a letter or digit first",
                "tenant guild:1 script x run_again yes|the field run_again must be true or false",
                "tenant guild:1 script x job 7|the field job is the master's to write: "
                        + "a job is named by 32 hexadecimal digits in lower case",
            })
    void a_malformed_task_fails_and_says_why(String fields, String error) {
        startMaster();

        submit("bad", fields);
        submit("good", "tenant guild:1 script good");

        awaitStatus("bad", "failed");
        assertThat(field("bad", "error")).isEqualTo(error);
        assertThat(Instant.parse(field("bad", "ended"))).isBefore(Instant.now());
        assertThat(jobs.awaitCreated(1).code()).isEqualTo("good");
        assertThat(metrics.scrape()).contains("mesophyll_redis_tasks_total{result=\"malformed\"} 1.0");
    }

    @Test
    void a_task_that_is_too_large_fails_and_says_how_large_it_may_be() {
        startMaster();

        submitLarge("script", Map.of("tenant", "guild:1", "script", "x".repeat((1 << 20) + 1)));
        submitLarge("field", Map.of("tenant", "guild:1", "script", "x", "event", " ".repeat((1 << 22) + 1)));
        submitLarge("name", Map.of("tenant", "guild:1", "script", "x", "name", "n".repeat(201)));
        submitLarge("reply", Map.of("tenant", "guild:1", "script", "x", "reply", "r".repeat(201)));

        awaitStatus("reply", "failed");
        assertThat(field("script", "error")).isEqualTo("a job's code has 1048577 characters, the limit is 1048576");
        assertThat(field("field", "error")).isEqualTo("the field event is 4194305 bytes, the limit is 4194304");
        assertThat(field("name", "error")).isEqualTo("a job's name has 201 characters, the limit is 200");
        assertThat(field("reply", "error")).isEqualTo("the field reply has 201 characters, the limit is 200");
    }

    @Test
    void text_that_is_none_is_not_replaced_by_other_text() {
        startMaster();
        cli(
                "EVAL",
                "return redis.call('HSET', KEYS[1], 'tenant', 'guild:1', 'script', '\\255')",
                "1",
                prefix + "task:t1");

        cli("LPUSH", prefix + "queue:scripts", "t1");

        awaitStatus("t1", "failed");
        assertThat(field("t1", "error")).isEqualTo("the field script is not UTF-8");
    }

    @Test
    void ids_without_a_task_are_dropped() {
        startMaster();
        cli("SET", prefix + "task:text", "no hash");

        cli("LPUSH", prefix + "queue:scripts", "nothing", "text", "", "x".repeat(201));
        cli("EVAL", "return redis.call('LPUSH', KEYS[1], '\\255')", "1", prefix + "queue:scripts");
        submit("good", "tenant guild:1 script good");

        jobs.complete(jobs.awaitCreated(1), Value.of(1));
        awaitStatus("good", "completed");
        assertThat(cli("EXISTS", prefix + "taken:scripts")).isEqualTo("0");
        assertThat(cli("EXISTS", prefix + "task:nothing")).isEqualTo("0");
        assertThat(cli("GET", prefix + "task:text")).isEqualTo("no hash");
        assertThat(metrics.scrape()).contains("mesophyll_redis_tasks_total{result=\"missing\"} 2.0");
    }

    @Test
    void a_task_learns_nothing_of_a_job_that_somebody_else_made() {
        Job foreign = jobs.left(new Job(
                JobId.next(Instant.now()),
                TenantId.guild(1),
                "operator:ann",
                "secret",
                "x",
                Event.of("e", Json.ofNull()),
                SOON,
                null,
                false,
                Job.Progress.made(Instant.now())));
        jobs.complete(foreign, Value.of("secret"));
        startMaster();

        submit("t1", "tenant guild:1 script x job " + foreign.id());

        awaitStatus("t1", "failed");
        assertThat(field("t1", "error")).isEqualTo("the field job names a job that was not made of a task");
        assertThat(field("t1", "output")).isEmpty();
    }

    private void submitLarge(String id, Map<String, String> fields) {
        DefaultJedisClientConfig login = DefaultJedisClientConfig.builder()
                .password(redis.password())
                .database(DATABASE)
                .build();
        try (Connection connection = new Connection(new HostAndPort("127.0.0.1", redis.port()), login)) {
            connection.executeCommand(COMMANDS.hset(prefix + "task:" + id, fields));
            connection.executeCommand(COMMANDS.lpush(prefix + "queue:scripts", id));
        }
    }
}
