package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.master.logs.ScriptLine;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // opened before each test
class JobStoreTest extends StateTest {
    private static final TenantId ONE = TenantId.guild(-2);
    private static final TenantId OTHER = TenantId.user(3);
    private static final Instant START = Instant.parse("2026-11-21T01:02:03.123456Z");

    private JobStore jobs;

    JobStoreTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {
        jobs = state.jobs();
    }

    @Test
    void a_jobs_name_tells_when_it_was_made() {
        Instant when = Instant.parse("2026-11-22T01:02:03.456Z");

        assertThat(JobId.next(when).made()).isEqualTo(when);
        assertThat(JobId.next(when.plusNanos(999_999)).made()).isEqualTo(when);
    }

    @Test
    void keeps_a_job_through_all_that_becomes_of_it() {
        Job made = job(ONE, START, true);
        jobs.add(made);
        assertThat(jobs.find(made.id())).contains(made);

        assertThat(jobs.start(made.id(), START.plusSeconds(1))).isTrue();
        assertThat(jobs.start(made.id(), START.plusSeconds(1))).isFalse();
        assertThat(jobs.find(made.id()).orElseThrow().progress())
                .isEqualTo(new Job.Progress(JobState.RUNNING, START, START.plusSeconds(1), null, null, null));

        Value result = Value.list(Value.of("yes"), Value.of(7));
        assertThat(jobs.end(made.id(), JobState.COMPLETED, result, null, START.plusSeconds(2)))
                .isTrue();
        assertThat(jobs.end(made.id(), JobState.LOST, null, "late", START.plusSeconds(3)))
                .isFalse();
        assertThat(jobs.find(made.id()).orElseThrow().progress())
                .isEqualTo(new Job.Progress(
                        JobState.COMPLETED, START, START.plusSeconds(1), START.plusSeconds(2), result, null));
    }

    @Test
    void keeps_what_a_script_has_logged() {
        Job made = added(ONE, START);
        Job silent = added(ONE, START);
        ScriptLog.Page lines = new ScriptLog.Page(
                List.of(new ScriptLine(7, Instant.ofEpochMilli(5), "é  two"), new ScriptLine(9, Instant.EPOCH, "")),
                true);

        jobs.keepLines(made.id(), lines);

        assertThat(jobs.lines(made.id())).contains(lines);
        assertThat(jobs.lines(silent.id())).isEmpty();
        assertThat(jobs.lines(JobId.next(START))).isEmpty();
    }

    @Test
    void cuts_an_error_that_is_too_long() {
        Job made = job(ONE, START, false);
        jobs.add(made);

        jobs.end(made.id(), JobState.FAILED, null, "x".repeat(70_000), START);

        assertThat(jobs.find(made.id()).orElseThrow().progress().error()).hasSize(65_536);
    }

    @Test
    void keeps_an_error_that_a_database_has_no_room_for_as_well_as_it_can() {
        Job made = added(ONE, START);
        Job other = added(ONE, START);

        jobs.end(made.id(), JobState.FAILED, null, "a\0b", START);
        jobs.end(other.id(), JobState.FAILED, null, "x".repeat(65_535) + "\uD83D\uDE00", START);

        assertThat(jobs.find(made.id()).orElseThrow().progress().error()).isEqualTo("a b");
        assertThat(jobs.find(other.id()).orElseThrow().progress().error()).isEqualTo("x".repeat(65_535));
    }

    @Test
    void says_that_a_result_is_too_large_to_be_kept() {
        Job made = added(ONE, START);

        jobs.end(made.id(), JobState.COMPLETED, Value.of("x".repeat(1 << 20)), null, START);

        Job.Progress end = jobs.find(made.id()).orElseThrow().progress();
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(end.error()).startsWith("the result is 10485").endsWith("the limit of a job is 1048576");
        assertThat(end.result()).isNull();
    }

    @Test
    void makes_a_running_job_pending_again_and_no_other() {
        Job made = job(ONE, START, true);
        jobs.add(made);
        assertThat(jobs.reset(made.id())).isFalse();
        jobs.start(made.id(), START);

        assertThat(jobs.reset(made.id())).isTrue();

        assertThat(jobs.find(made.id())).contains(made);
    }

    @Test
    void lists_the_newest_first_a_page_at_a_time_of_a_tenant_or_in_a_state() {
        Job first = added(ONE, START);
        Job second = added(OTHER, START.plusSeconds(1));
        Job third = added(ONE, START.plusSeconds(2));
        jobs.end(first.id(), JobState.CANCELLED, null, null, START);

        assertThat(list(null, null, null, 2)).containsExactly(third.id(), second.id());
        assertThat(list(null, null, second.id(), 2)).containsExactly(first.id());
        assertThat(list(ONE, null, null, 9)).containsExactly(third.id(), first.id());
        assertThat(list(null, JobState.CANCELLED, null, 9)).containsExactly(first.id());
        assertThat(list(OTHER, JobState.CANCELLED, null, 9)).isEmpty();
        assertThat(jobs.unfinished().stream().map(Job::id)).containsExactly(second.id(), third.id());
    }

    @Test
    void forgets_what_ended_long_ago() {
        Job old = added(ONE, START);
        Job young = added(ONE, START);
        Job running = added(ONE, START);
        jobs.end(old.id(), JobState.LOST, null, "gone", START);
        jobs.end(young.id(), JobState.LOST, null, "gone", START.plusSeconds(10));

        assertThat(jobs.purge(START.plusSeconds(5))).isEqualTo(1);

        assertThat(jobs.find(old.id())).isEmpty();
        assertThat(jobs.find(young.id())).isPresent();
        assertThat(jobs.find(running.id())).isPresent();
    }

    @Test
    void refuses_names_and_code_that_no_row_holds() {
        assertRefused("n".repeat(201), "code", "a job's name has 201 characters, the limit is 200");
        assertRefused("n", "a\0b", "a job's code must not have the character U+0000");
        assertRefused("n", "\uD83D", "surrogate");
    }

    private static void assertRefused(String name, String code, String reason) {
        assertThatThrownBy(() -> new Job(
                        JobId.next(START),
                        ONE,
                        "operator:it",
                        name,
                        code,
                        Event.of("e", Value.ofNull()),
                        Duration.ofSeconds(1),
                        null,
                        false,
                        Job.Progress.made(START)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private List<JobId> list(@Nullable TenantId tenant, @Nullable JobState inState, @Nullable JobId before, int most) {
        return jobs.list(new JobStore.Search(tenant, inState, before, most)).stream()
                .map(Job::id)
                .toList();
    }

    private Job added(TenantId tenant, Instant created) {
        Job made = job(tenant, created, false);
        jobs.add(made);
        return made;
    }

    private static Job job(TenantId tenant, Instant created, boolean runAgain) {
        return new Job(
                JobId.next(created),
                tenant,
                "operator:it",
                "it",
                "return 'é'",
                Event.of("e", Json.of("data")),
                Duration.ofSeconds(30),
                runAgain ? "c++" : null,
                runAgain,
                Job.Progress.made(created));
    }
}
