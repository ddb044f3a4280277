package org.mesophyll.web.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.master.state.JobState;
import org.mesophyll.master.state.JobStatus;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.value.Json;

class JobMethodsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T01:02:03.004Z");

    @Test
    void a_page_says_what_is_next_if_it_is_full() {
        List<JobStatus> three = jobs(3, "short");

        assertThat(next(JobMethods.page(three, 3)))
                .isEqualTo(new Json.Text(three.get(2).id().text()));
        assertThat(next(JobMethods.page(three, 4))).isNull();
        assertThat(next(JobMethods.page(List.of(), 4))).isNull();
    }

    @Test
    void a_page_ends_at_a_bound_of_bytes_and_the_next_begins_behind_it() {
        List<JobStatus> many = jobs(500, "\ufffd".repeat(1_000));

        Json page = JobMethods.page(many, 500);

        int shown = elements(page).size();
        assertThat(JsonText.format(page).length).isLessThan(JobMethods.MOST_BYTES_OF_A_PAGE + 2_000);
        assertThat(shown).isBetween(50, 90);
        assertThat(next(page)).isEqualTo(new Json.Text(many.get(shown - 1).id().text()));
    }

    @Test
    void a_page_has_one_job_however_large_it_is() {
        List<JobStatus> large = jobs(2, "x".repeat(JobMethods.MOST_BYTES_OF_A_PAGE));

        Json page = JobMethods.page(large, 50);

        assertThat(elements(page)).hasSize(1);
        assertThat(next(page)).isEqualTo(new Json.Text(large.get(0).id().text()));
    }

    private static @Nullable Json next(Json page) {
        return ((Json.Members) page).members().get("next");
    }

    private static List<Json> elements(Json page) {
        return ((Json.Array)
                        Objects.requireNonNull(((Json.Members) page).members().get("jobs")))
                .elements();
    }

    private static List<JobStatus> jobs(int count, String error) {
        Job.Progress failed = new Job.Progress(JobState.FAILED, NOW, NOW, NOW, null, error);
        return IntStream.range(0, count)
                .mapToObj(i -> new JobStatus(
                        JobId.next(NOW),
                        TenantId.guild(1),
                        "somebody",
                        "test",
                        Duration.ofSeconds(1),
                        null,
                        false,
                        failed))
                .toList();
    }
}
