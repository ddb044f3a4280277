package org.mesophyll.web.redis;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.web.scripts.ScriptForm;
import org.mesophyll.web.settings.RedisAddress;
import org.mesophyll.web.settings.RedisSettings;

/** A master's way to a real Redis, and a submitter's. Each test has jobs and a prefix of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one Redis for all
@SuppressWarnings("NullAway.Init") // started before all tests
abstract class RedisTasksFixture {
    private static final Pattern FIELD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    static final Duration JOBS_KEPT = Duration.ofDays(7);
    static final Duration SOON = Duration.ofSeconds(20);
    static final int DATABASE = 3;
    static final int PLACES = 2;

    RedisServer redis;
    MemoryJobs jobs = new MemoryJobs(); // a new one for each test, like the next three
    MasterMetrics metrics = new MasterMetrics();
    String prefix = "test0:";
    private @Nullable RedisTasks tasks;
    private int tests;

    @BeforeAll
    void start_redis() {
        redis = RedisServer.start();
    }

    @AfterAll
    void stop_redis() {
        if (redis != null) { // else there is none here
            redis.close();
        }
    }

    @AfterEach
    void stop() {
        endMaster();
        metrics.close();
        jobs = new MemoryJobs();
        metrics = new MasterMetrics();
        prefix = "test" + ++tests + ":";
    }

    /** Begins as a master does, with settings beside those that all tests have, key and value in turns. */
    void startMaster(String... settings) {
        RedisSettings read = settings(settings);
        RedisAddress address = Optional.ofNullable(read.address()).orElseThrow();
        ScriptForm form = new ScriptForm(MasterSettings.from(SettingsOf.map(Map.of())));
        tasks = RedisTasks.start(address, read, jobs, form, JOBS_KEPT, metrics);
    }

    RedisSettings settings(String... settings) {
        Map<String, String> values = new HashMap<>(Map.of(
                "mesophyll.scripts.redis-url",
                redis.url(DATABASE),
                "mesophyll.scripts.redis-prefix",
                prefix,
                "mesophyll.scripts.redis-keep",
                "PT1H",
                "mesophyll.scripts.redis-max-running",
                Integer.toString(PLACES)));
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        return RedisSettings.from(SettingsOf.map(values));
    }

    /** Ends as a master does; for Redis there is no difference to one that dies. */
    void endMaster() {
        RedisTasks running = tasks;
        if (running != null) {
            running.close();
        }
    }

    void submit(String id, String fields) {
        submitTo("scripts", id, fields);
    }

    void submitTo(String queue, String id, String fields) {
        submitFields(id, fields);
        cli("LPUSH", prefix + "queue:" + queue, id);
    }

    /** Writes a hash; fields are separated by blanks, and a value that has some is quoted. */
    void submitFields(String id, String fields) {
        List<String> command = new ArrayList<>(List.of("HSET", prefix + "task:" + id));
        FIELD.matcher(fields)
                .results()
                .forEach(part -> command.add(part.group(1) == null ? part.group(2) : part.group(1)));
        cli(command.toArray(String[]::new));
    }

    void awaitStatus(String id, String status) {
        await().atMost(SOON).until(() -> field(id, "status"), status::equals);
    }

    String field(String id, String field) {
        return cli("HGET", prefix + "task:" + id, field);
    }

    String cli(String... command) {
        List<String> all = new ArrayList<>(List.of("-n", Integer.toString(DATABASE)));
        all.addAll(List.of(command));
        return redis.cli(all.toArray(String[]::new));
    }
}
