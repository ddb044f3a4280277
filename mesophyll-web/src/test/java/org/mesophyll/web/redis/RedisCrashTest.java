package org.mesophyll.web.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.protocol.value.Value;
import org.mesophyll.web.settings.RedisAddress;
import org.mesophyll.web.settings.RedisSettings;

/** Nothing is lost and nothing run twice, whichever of Redis and master ends. */
class RedisCrashTest extends RedisTasksFixture {
    @Test
    void redis_may_go_away_and_come_back() {
        startMaster();
        submit("before", "tenant guild:1 script before");
        Job job = jobs.awaitCreated(1);

        redis.kill();
        jobs.complete(job, Value.of(1)); // cannot be written now
        redis.startAgain();

        awaitStatus("before", "completed");
        submit("after", "tenant guild:1 script after");
        assertThat(jobs.awaitCreated(2).code()).isEqualTo("after");
        assertThat(cli("LRANGE", prefix + "taken:scripts", "0", "-1")).isEqualTo("after");
    }

    @Test
    void a_task_whose_taking_was_not_heard_of_is_taken_up_at_the_next_connecting() {
        startMaster();
        submit("t1", "tenant guild:1 script t1");
        jobs.awaitCreated(1);
        submitFields("unheard", "tenant guild:1 script unheard");
        cli("LPUSH", prefix + "taken:scripts", "unheard");

        cli("CLIENT", "KILL", "TYPE", "normal");

        assertThat(jobs.awaitCreated(2).code()).isEqualTo("unheard");
    }

    @Test
    void an_answer_that_is_written_again_since_nobody_heard_of_the_first_is_told_of_once() throws RedisAwayException {
        submitFields("t1", "tenant guild:1 script x");
        cli("LPUSH", prefix + "taken:scripts", "t1");
        RedisSettings settings = settings();
        RedisAddress address = Optional.ofNullable(settings.address()).orElseThrow();
        RedisSockets sockets = new RedisSockets(address, settings, (SSLSocketFactory) SSLSocketFactory.getDefault());
        TaskEnd end = TaskEnd.malformed("no", Instant.now());
        try (RedisConnection connection =
                new RedisConnection(address, sockets, SOON, SOON, new Outage(address), System::nanoTime)) {
            TaskStore store = new TaskStore(connection, prefix, SOON);
            TaskId task = TaskId.of(Utf8.encode("t1")).orElseThrow();

            store.end("scripts", task, end, "me");
            store.end("scripts", task, end, "me");
        }

        assertThat(field("t1", "status")).isEqualTo("failed");
        assertThat(cli("LLEN", prefix + "reply:me")).isEqualTo("1");
    }

    @Test
    void a_master_runs_what_an_earlier_one_took_and_did_not_begin() {
        submitFields("t1", "tenant guild:1 script x");
        cli("LPUSH", prefix + "taken:scripts", "t1");

        startMaster();

        jobs.complete(jobs.awaitCreated(1), Value.of(1));
        awaitStatus("t1", "completed");
        assertThat(jobs.created()).hasSize(1);
    }

    @Test
    void a_master_takes_up_more_than_it_has_places_for_one_after_the_other() {
        int left = PLACES + 2;
        for (int i = 1; i <= left; i++) {
            submitFields("t" + i, "tenant guild:1 script s" + i);
            cli("LPUSH", prefix + "taken:scripts", "t" + i);
        }
        startMaster();

        for (int i = 1; i <= left; i++) {
            Job job = jobs.awaitCreated(i);
            assertThat(job.code()).isEqualTo("s" + i);
            assertThat(jobs.created()).hasSizeLessThanOrEqualTo(i - 1 + PLACES);
            jobs.complete(job, Value.of(i));
        }
        awaitStatus("t" + left, "completed");
        await().until(() -> cli("EXISTS", prefix + "taken:scripts").equals("0"));
    }

    @Test
    void a_master_makes_the_job_that_an_earlier_one_only_named() {
        JobId named = JobId.next(Instant.now());
        submitFields("t1", "tenant guild:1 script x status pending job " + named);
        cli("LPUSH", prefix + "taken:scripts", "t1");

        startMaster();

        assertThat(jobs.awaitCreated(1).id()).isEqualTo(named);
    }

    @Test
    void a_task_is_run_once_and_answered_by_the_master_that_is_there_when_it_ends() {
        startMaster();
        submit("runs", "tenant guild:1 script runs reply r");
        Job runs = jobs.awaitCreated(1);
        submit("ends", "tenant guild:1 script ends reply r");
        Job ends = jobs.awaitCreated(2);
        await().until(() -> field("ends", "job").equals(ends.id().text()));
        endMaster();
        jobs.complete(ends, Value.of("ended between"));

        startMaster();
        assertThat(cli("BLPOP", prefix + "reply:r", "20")).endsWith("ends");
        jobs.complete(runs, Value.of("ended later"));

        assertThat(cli("BLPOP", prefix + "reply:r", "20")).endsWith("runs");
        assertThat(field("ends", "output")).isEqualTo("\"ended between\"");
        assertThat(field("runs", "output")).isEqualTo("\"ended later\"");
        assertThat(jobs.created()).containsExactly(runs, ends);
        assertThat(cli("EXISTS", prefix + "taken:scripts", prefix + "reply:r")).isEqualTo("0");
    }

    @Test
    void a_task_whose_job_may_have_been_forgotten_is_lost_and_not_run_again() {
        JobId old = JobId.next(Instant.now().minus(JOBS_KEPT).minusSeconds(60));
        submitFields("t1", "tenant guild:1 script x job " + old);
        cli("LPUSH", prefix + "taken:scripts", "t1");

        startMaster();

        awaitStatus("t1", "lost");
        assertThat(field("t1", "error")).isEqualTo("job " + old + " is not kept any more; it may have run");
        assertThat(jobs.created()).isEmpty();
    }
}
