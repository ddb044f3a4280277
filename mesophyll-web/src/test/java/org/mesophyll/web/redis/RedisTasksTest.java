package org.mesophyll.web.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.state.Job;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** Tasks over a real Redis, with jobs that the test ends. */
class RedisTasksTest extends RedisTasksFixture {
    @Test
    void a_task_is_run_as_a_job_and_answered() {
        startMaster();
        Instant before = Instant.now().minusMillis(1);

        submit("t1", """
                tenant guild:7 script "return 6 * 7" name sum timeout 1500 reply mine run_again true
                event {"name":"E","data":{"json":[1]}}""");
        Job job = jobs.awaitCreated(1);

        assertThat(job.tenant()).isEqualTo(TenantId.guild(7));
        assertThat(job.by()).isEqualTo("redis:scripts");
        assertThat(job.name()).isEqualTo("sum");
        assertThat(job.code()).isEqualTo("return 6 * 7");
        assertThat(job.timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(job.runAgain()).isTrue();
        assertThat(job.event()).isEqualTo(new Event("E", null, new EventData.OfJson(Json.array(Json.of(1)))));
        assertThat(field("t1", "status")).isEqualTo("pending");
        assertThat(field("t1", "job")).isEqualTo(job.id().text());
        assertThat(cli("LRANGE", prefix + "taken:scripts", "0", "-1")).isEqualTo("t1");
        jobs.start(job);
        awaitStatus("t1", "running");

        jobs.complete(job, Value.list(Value.of(42), Value.of("h\u00e9")));

        assertThat(cli("BLPOP", prefix + "reply:mine", "20")).endsWith("t1");
        assertThat(field("t1", "status")).isEqualTo("completed");
        assertThat(field("t1", "output")).isEqualTo("[42,\"h\u00e9\"]");
        assertThat(field("t1", "error")).isEmpty();
        assertThat(Instant.parse(field("t1", "created"))).isAfter(before);
        assertThat(Instant.parse(field("t1", "started"))).isAfter(before);
        assertThat(Instant.parse(field("t1", "ended"))).isAfter(Instant.parse(field("t1", "started")));
        assertThat(Long.parseLong(cli("TTL", prefix + "task:t1"))).isBetween(3_500L, 3_600L);
        assertThat(cli("EXISTS", prefix + "taken:scripts")).isEqualTo("0");
        assertThat(metrics.scrape())
                .contains("mesophyll_redis_tasks_total{result=\"taken\"} 1.0")
                .contains("mesophyll_redis_tasks_total{result=\"answered\"} 1.0")
                .contains("mesophyll_redis_tasks_total{result=\"malformed\"} 0.0");
    }

    @Test
    void what_a_script_did_wrong_is_its_tasks_error() {
        startMaster();
        submit("t1", "tenant user:1 script x");

        jobs.fail(jobs.awaitCreated(1), "script error at script:1: no");

        awaitStatus("t1", "failed");
        assertThat(field("t1", "error")).isEqualTo("script error at script:1: no");
        assertThat(cli("HEXISTS", prefix + "task:t1", "output")).isEqualTo("0");
    }

    @Test
    void a_task_needs_no_more_than_tenant_and_script_and_has_the_usual_rest() {
        startMaster();
        submit("t1", "tenant guild:1 script x");

        Job job = jobs.awaitCreated(1);

        assertThat(job.name()).isEqualTo("script");
        assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(job.event()).isEqualTo(Event.of("script", Json.ofNull()));
        assertThat(job.runAgain()).isFalse();
    }

    @Test
    void what_has_no_place_stays_in_the_queue() {
        startMaster();
        for (int i = 1; i <= PLACES + 2; i++) {
            submit("t" + i, "tenant guild:1 script s" + i);
        }

        Job second = jobs.awaitCreated(PLACES);

        assertThat(second.code()).isEqualTo("s2");
        assertThat(cli("LRANGE", prefix + "queue:scripts", "0", "-1")).isEqualTo("t4\nt3");
        jobs.complete(second, Value.of(1));
        assertThat(jobs.awaitCreated(PLACES + 1).code()).isEqualTo("s3");
        awaitStatus("t2", "completed");
        assertThat(cli("LRANGE", prefix + "queue:scripts", "0", "-1")).isEqualTo("t4");
        assertThat(cli("LRANGE", prefix + "taken:scripts", "0", "-1")).isEqualTo("t3\nt1");
    }

    @Test
    void a_task_waits_while_too_many_jobs_are_under_way() {
        startMaster();
        jobs.refuse(2);

        submit("t1", "tenant guild:1 script x");

        jobs.complete(jobs.awaitCreated(1), Value.of(1));
        awaitStatus("t1", "completed");
    }

    @Test
    void an_id_that_comes_again_is_answered_again_and_not_run_again() {
        startMaster();
        submit("t1", "tenant guild:1 script x reply r");
        Job job = jobs.awaitCreated(1);
        cli("LPUSH", prefix + "queue:scripts", "t1"); // while it runs
        await().until(() -> cli("LLEN", prefix + "taken:scripts").equals("2"));
        jobs.complete(job, Value.of(1));
        assertThat(cli("BLPOP", prefix + "reply:r", "20")).endsWith("t1");

        cli("LPUSH", prefix + "queue:scripts", "t1");

        assertThat(cli("BLPOP", prefix + "reply:r", "20")).endsWith("t1");
        assertThat(jobs.created()).hasSize(1);
        assertThat(cli("EXISTS", prefix + "taken:scripts")).isEqualTo("0");
    }

    @Test
    void each_queue_has_places_of_its_own() {
        startMaster("mesophyll.scripts.redis-queues", "a,b");
        for (int i = 1; i <= PLACES + 1; i++) {
            submitTo("a", "a" + i, "tenant guild:1 script a");
        }
        jobs.awaitCreated(PLACES);

        submitTo("b", "b1", "tenant guild:1 script b");

        assertThat(jobs.awaitCreated(PLACES + 1).by()).isEqualTo("redis:b");
        assertThat(cli("LLEN", prefix + "queue:a")).isEqualTo("1");
    }

    @Test
    void a_task_that_was_deleted_while_it_ran_leaves_nothing() {
        startMaster();
        submit("t1", "tenant guild:1 script x reply r");
        Job job = jobs.awaitCreated(1);
        cli("DEL", prefix + "task:t1");

        jobs.complete(job, Value.of(1));

        await().until(() -> cli("KEYS", prefix + "*").isEmpty());
    }

    @Test
    void a_user_may_be_confined_to_what_the_master_does() {
        cli("ACL", "LOG", "RESET");
        cli(
                "ACL",
                "SETUSER",
                "mesophyll",
                "on",
                ">p@ss word",
                "resetkeys",
                "~" + prefix + "*",
                "nocommands",
                "+select",
                "+client|setname",
                "+blmove",
                "+lrange",
                "+lrem",
                "+eval",
                "+type",
                "+hstrlen",
                "+hmget",
                "+hsetnx",
                "+hset",
                "+hget",
                "+pexpire",
                "+lpush");
        startMaster(
                "mesophyll.scripts.redis-url",
                "redis://mesophyll:p%40ss%20word@127.0.0.1:" + redis.port() + "/" + DATABASE);

        submit("t1", "tenant guild:1 script x reply r");
        jobs.complete(jobs.awaitCreated(1), Value.of(1));

        assertThat(cli("BLPOP", prefix + "reply:r", "20")).endsWith("t1");
        awaitStatus("t1", "completed");
        assertThat(cli("ACL", "LOG")).isEmpty();
    }

    @Test
    void says_once_that_redis_is_away_and_once_that_it_is_back_and_tells_no_password() {
        String nowhere = "redis://127.0.0.1:1/0 is away";
        String here = "redis://127.0.0.1:" + redis.port() + "/" + DATABASE;
        try (LogLines log = new LogLines()) {
            startMaster("mesophyll.scripts.redis-url", "redis://me:pass-one@127.0.0.1:1/0");
            await().until(() -> log.text().contains(nowhere));
            endMaster();
            startMaster("mesophyll.scripts.redis-url", "redis://:pass-two@127.0.0.1:" + redis.port() + "/" + DATABASE);
            await().until(() -> log.text().contains(here + " is away"));
            assertThat(log.text()).contains("WRONGPASS");

            cli("CONFIG", "SET", "requirepass", "pass-two");
            await().until(() -> log.text().contains(here + " is back"));
            redis.cli("-a", "pass-two", "CONFIG", "SET", "requirepass", redis.password());

            assertThat(log.text()).containsOnlyOnce(nowhere).containsOnlyOnce(here + " is away");
            assertThat(log.text()).doesNotContain("pass-one", "pass-two", redis.password());
        }
    }

    @Test
    void ends_soon_although_it_waits_for_tasks() {
        startMaster();
        await().until(() -> cli("INFO", "clients").contains("blocked_clients:1"));
        long begun = System.nanoTime();

        endMaster();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("mesophyll-redis"));
    }

    @Test
    void tasks_whose_steps_throw_errors_hold_no_places() {
        jobs.die(2 * PLACES);
        startMaster();
        for (int i = 0; i < 2 * PLACES; i++) {
            submit("dies" + i, "tenant guild:1 script x");
        }

        submit("lives", "tenant guild:1 script x");

        Job job = jobs.awaitCreated(1);
        assertThat(field("lives", "job")).isEqualTo(job.id().text());
    }
}
