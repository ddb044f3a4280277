package org.mesophyll.bench.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunRequestTest {

    @Test
    void is_read_from_the_query_that_it_writes() {
        RunRequest request =
                new RunRequest(RunMode.ONEWAY, 64, 32, 16, 4096, 128, 8, Duration.ofSeconds(3), Duration.ofMillis(20));

        assertThat(RunRequest.parse(request.toQuery())).isEqualTo(request);
    }

    @Test
    void has_a_default_for_every_parameter() {
        assertThat(RunRequest.from(name -> null))
                .isEqualTo(
                        new RunRequest(RunMode.REQUEST, 0, 1, 1, 256, 256, 16, Duration.ZERO, Duration.ofSeconds(10)));
    }

    @Test
    void is_the_same_run_over_other_workers() {
        RunRequest request = new RunRequest(RunMode.WAIT, 0, 4, 2, 256, 64, 16, Duration.ZERO, Duration.ofSeconds(1));

        RunRequest other = request.startingAt(4);

        assertThat(other.first()).isEqualTo(4);
        assertThat(other.startingAt(0)).isEqualTo(request);
    }

    @Test
    void says_what_is_allowed() {
        assertThatThrownBy(() -> RunRequest.from(Map.of("outstanding", "4097")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("outstanding is 4097, allowed are 1 to 4096");
        assertThatThrownBy(() -> RunRequest.from(Map.of("first", "4095", "workers", "2")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("workers is 2, allowed are 1 to 1");
        assertThatThrownBy(() -> RunRequest.from(Map.of("measured-ms", "many")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("measured-ms is not a whole number: many");
        assertThatThrownBy(() -> RunRequest.from(Map.of("mode", "both")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mode is both, allowed are request, wait and oneway");
        assertThatThrownBy(() -> RunRequest.parse("mode"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a parameter is name=value, not mode");
    }
}
