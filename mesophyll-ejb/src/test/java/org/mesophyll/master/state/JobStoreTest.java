package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.master.logs.ScriptLine;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // opened before each test
class JobStoreTest extends StateTest {
    private static final TenantId ONE = TenantId.guild(-2);
    private static final TenantId OTHER = TenantId.user(3);
    private static final long RUN = 7;
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
        jobs.add(made, RUN);
        assertThat(jobs.find(made.id())).contains(status(made));

        Job started = jobs.start(made.id(), RUN, START.plusSeconds(1)).orElseThrow();
        assertThat(started.code()).isEqualTo(made.code());
        assertThat(started.event()).isEqualTo(made.event());
        assertThat(jobs.find(made.id()).orElseThrow().progress())
                .isEqualTo(new Job.Progress(JobState.RUNNING, START, START.plusSeconds(1), null, null, null));

        Value result = Value.list(Value.of("yes"), Value.of(7));
        assertThat(jobs.end(made.id(), RUN, JobState.COMPLETED, result, null, START.plusSeconds(2)))
                .isTrue();
        assertThat(jobs.end(made.id(), RUN, JobState.LOST, null, "late", START.plusSeconds(3)))
                .isFalse();
        assertThat(jobs.findWithResult(made.id()).orElseThrow().progress())
                .isEqualTo(new Job.Progress(
                        JobState.COMPLETED, START, START.plusSeconds(1), START.plusSeconds(2), result, null));
        assertThat(jobs.find(made.id()).orElseThrow().progress().result()).isNull();
        assertThat(jobs.start(made.id(), RUN, START.plusSeconds(4))).isEmpty();
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
        jobs.add(made, RUN);

        jobs.end(made.id(), RUN, JobState.FAILED, null, "x".repeat(70_000), START);

        assertThat(jobs.find(made.id()).orElseThrow().progress().error()).hasSize(65_536);
    }

    @Test
    void keeps_an_error_that_a_database_has_no_room_for_as_well_as_it_can() {
        Job made = added(ONE, START);
        Job other = added(ONE, START);

        jobs.end(made.id(), RUN, JobState.FAILED, null, "a\0b", START);
        jobs.end(other.id(), RUN, JobState.FAILED, null, "x".repeat(65_535) + "\uD83D\uDE00", START);

        assertThat(jobs.find(made.id()).orElseThrow().progress().error()).isEqualTo("a b");
        assertThat(jobs.find(other.id()).orElseThrow().progress().error()).isEqualTo("x".repeat(65_535));
    }

    @Test
    void says_that_a_result_is_too_large_to_be_kept() {
        Job made = added(ONE, START);

        jobs.end(made.id(), RUN, JobState.COMPLETED, Value.of("x".repeat(1 << 20)), null, START);

        Job.Progress end = jobs.find(made.id()).orElseThrow().progress();
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(end.error()).startsWith("the result is 10485").endsWith("the limit of a job is 1048576");
        assertThat(end.result()).isNull();
    }

    @Test
    void makes_a_running_job_pending_again_and_no_other() {
        Job made = job(ONE, START, true);
        jobs.add(made, RUN);
        assertThat(jobs.reset(made.id(), RUN)).isFalse();
        jobs.start(made.id(), RUN, START);

        assertThat(jobs.reset(made.id(), RUN)).isTrue();

        assertThat(jobs.find(made.id())).contains(status(made));
    }

    @Test
    void every_write_may_be_repeated() {
        Job made = job(ONE, START, false);
        jobs.add(made, RUN);
        jobs.add(made, RUN);

        assertThat(jobs.start(made.id(), RUN, START)).isPresent();
        assertThat(jobs.start(made.id(), RUN, START)).isPresent();
        assertThat(jobs.end(made.id(), RUN, JobState.FAILED, null, "no", START)).isTrue();
        assertThat(jobs.end(made.id(), RUN, JobState.FAILED, null, "no", START)).isFalse();
        jobs.add(made, RUN);

        assertThat(jobs.find(made.id()).orElseThrow().progress().error()).isEqualTo("no");
    }

    @Test
    void numbers_each_run_higher_than_the_last() {
        assertThat(jobs.beginRun()).isEqualTo(1);
        assertThat(jobs.beginRun()).isEqualTo(2);
    }

    @Test
    void a_run_takes_over_what_earlier_ones_left_and_their_writes_have_no_effect_any_more() {
        Job waiting = added(ONE, START);
        Job running = added(ONE, START);
        Job again = job(OTHER, START, true);
        jobs.add(again, RUN);
        Job ended = added(ONE, START);
        Job later = job(ONE, START, false);
        jobs.add(later, RUN + 2);
        List.of(running, again, ended).forEach(job -> jobs.start(job.id(), RUN, START));
        jobs.end(ended.id(), RUN, JobState.FAILED, null, "no", START);
        List<JobId> all =
                Stream.of(waiting, running, again, ended, later).map(Job::id).toList();

        List<UnfinishedJob> adopted = jobs.adopt(all, RUN + 1, START.plusSeconds(1));

        assertThat(adopted).containsExactlyInAnyOrder(UnfinishedJob.of(waiting), UnfinishedJob.of(again));
        assertThat(stateOf(again)).isEqualTo(JobState.PENDING);
        assertThat(stateOf(later)).isEqualTo(JobState.PENDING);
        assertThat(stateOf(ended)).isEqualTo(JobState.FAILED);
        assertThat(jobs.find(running.id()).orElseThrow().progress())
                .isEqualTo(new Job.Progress(
                        JobState.LOST,
                        START,
                        START,
                        START.plusSeconds(1),
                        null,
                        "the master ended while the script ran; it may have run"));
        assertThat(jobs.end(waiting.id(), RUN, JobState.FAILED, null, "late", START))
                .isFalse();
        assertThat(jobs.start(waiting.id(), RUN, START)).isEmpty();
        assertThat(jobs.start(waiting.id(), RUN + 1, START)).isPresent();
    }

    @Test
    void names_what_has_not_ended_a_page_at_a_time() {
        Job first = added(ONE, START);
        Job second = added(OTHER, START.plusSeconds(1));
        Job third = added(ONE, START.plusSeconds(2));
        Job running = added(ONE, START.plusSeconds(3));
        jobs.start(running.id(), RUN, START);
        jobs.end(third.id(), RUN, JobState.CANCELLED, null, null, START);

        assertThat(jobs.unfinished(JobState.PENDING, null, 1)).containsExactly(first.id());
        assertThat(jobs.unfinished(JobState.PENDING, first.id(), 9)).containsExactly(second.id());
        assertThat(jobs.unfinished(JobState.RUNNING, null, 9)).containsExactly(running.id());
    }

    @Test
    void lists_errors_cut_between_two_characters() {
        Job made = added(ONE, START);
        jobs.end(made.id(), RUN, JobState.FAILED, null, "x".repeat(1_023) + "\uD83D\uDE00".repeat(9), START);

        JobStatus listed = jobs.list(new JobStore.Search(null, null, null, 9)).get(0);

        assertThat(listed.progress().error()).startsWith("x".repeat(1_023)).hasSizeLessThanOrEqualTo(1_025);
        assertThat(Codecs.TEXT.encode(String.valueOf(listed.progress().error())))
                .isNotEmpty();
    }

    @Test
    void lists_the_newest_first_a_page_at_a_time_of_a_tenant_or_in_a_state() {
        Job first = added(ONE, START);
        Job second = added(OTHER, START.plusSeconds(1));
        Job third = added(ONE, START.plusSeconds(2));
        jobs.end(first.id(), RUN, JobState.CANCELLED, null, null, START);

        assertThat(list(null, null, null, 2)).containsExactly(third.id(), second.id());
        assertThat(list(null, null, second.id(), 2)).containsExactly(first.id());
        assertThat(list(ONE, null, null, 9)).containsExactly(third.id(), first.id());
        assertThat(list(null, JobState.CANCELLED, null, 9)).containsExactly(first.id());
        assertThat(list(OTHER, JobState.CANCELLED, null, 9)).isEmpty();
    }

    @Test
    void forgets_what_ended_long_ago() {
        Job old = added(ONE, START);
        Job young = added(ONE, START);
        Job running = added(ONE, START);
        jobs.end(old.id(), RUN, JobState.LOST, null, "gone", START);
        jobs.end(young.id(), RUN, JobState.LOST, null, "gone", START.plusSeconds(10));

        assertThat(jobs.purge(START.plusSeconds(5))).isEqualTo(1);

        assertThat(jobs.find(old.id())).isEmpty();
        assertThat(jobs.find(young.id())).isPresent();
        assertThat(jobs.find(running.id())).isPresent();
    }

    @Test
    void refuses_names_and_code_that_no_row_holds() {
        assertRefused("n".repeat(201), "code", "a job's name has 201 characters, the limit is 200");
        assertRefused("n", "a\0b", "a job's code must not have the character U+0000");
        assertRefused("n", "\uD83D", "a job's code: text holds half of a surrogate pair at index 0");
        assertRefused("n\uDE00", "x", "a job's name: text holds half of a surrogate pair at index 1");
    }

    @Test
    void refuses_an_event_that_no_row_holds() {
        Json deep = Json.ofNull();
        for (int level = 0; level < 65; level++) {
            deep = new Json.Array(List.of(deep));
        }
        Json tooDeep = deep;

        assertThatThrownBy(() -> job(Event.of("e", tooDeep)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a job's event: the value nests deeper than 64 arrays and maps");
        assertThatThrownBy(() -> job(Event.of("e", Json.of("\uD83D"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a job's event: text holds half of a surrogate pair");
        assertThatThrownBy(() -> job(Event.of("e", Json.of("x".repeat(1 << 20)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a job's event is 10485")
                .hasMessageEndingWith("the limit is 1048576");
    }

    private static Job job(Event event) {
        return new Job(
                JobId.next(START),
                ONE,
                "operator:it",
                "n",
                "code",
                event,
                Duration.ofSeconds(1),
                null,
                false,
                Job.Progress.made(START));
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
                .map(JobStatus::id)
                .toList();
    }

    private JobState stateOf(Job job) {
        return jobs.find(job.id()).orElseThrow().progress().state();
    }

    private static JobStatus status(Job job) {
        return new JobStatus(
                job.id(),
                job.tenant(),
                job.by(),
                job.name(),
                job.timeout(),
                job.language(),
                job.runAgain(),
                job.progress());
    }

    private Job added(TenantId tenant, Instant created) {
        Job made = job(tenant, created, false);
        jobs.add(made, RUN);
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
