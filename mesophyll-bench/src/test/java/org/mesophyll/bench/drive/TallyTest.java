package org.mesophyll.bench.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mesophyll.bench.drive.Result.Answer;

class TallyTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Tally tally = new Tally();

    @Test
    void reads_the_percentiles_of_a_thousand_known_latencies() {
        tally.measure(true);
        for (int millis = 1; millis <= 1000; millis++) {
            tally.ended(Answer.RIGHT, TimeUnit.MILLISECONDS.toNanos(millis));
        }

        RunFigures.Latency latency = tally.figures(SECOND).latency();

        assertMillis(latency.p50(), 500);
        assertMillis(latency.p99(), 990);
        assertMillis(latency.p999(), 999);
        assertMillis(latency.max(), 1000);
    }

    @Test
    void counts_but_does_not_time_what_ends_outside_the_measurement() {
        tally.ended(Answer.RIGHT, 1);
        tally.measure(true);
        tally.ended(Answer.RIGHT, 1);
        tally.measure(false);
        tally.ended(Answer.RIGHT, 1);

        RunFigures figures = tally.figures(Duration.ofMillis(500));

        assertThat(figures.completed()).isEqualTo(1);
        assertThat(figures.total()).isEqualTo(3);
        assertThat(figures.throughput()).isEqualTo(2.0);
    }

    @Test
    void keeps_a_latency_beyond_its_range_at_the_range_s_end() {
        tally.measure(true);
        tally.ended(Answer.RIGHT, Duration.ofMinutes(3).toNanos());

        assertMillis(
                tally.figures(SECOND).latency().max(), Duration.ofMinutes(2).toMillis());
    }

    @Test
    void names_only_the_failures_that_came() {
        tally.ended(new Result.Failed("timed_out"), 1);
        tally.ended(new Result.Failed("timed_out"), 1);
        tally.ended(Tally.THREW, 1);

        assertThat(tally.figures(SECOND).failures())
                .containsOnly(Map.entry("timed_out", 2L), Map.entry("exception", 1L));
    }

    private static void assertMillis(long nanos, long millis) {
        long expected = TimeUnit.MILLISECONDS.toNanos(millis);
        assertThat(nanos).isCloseTo(expected, within(expected / 1000));
    }
}
