package org.mesophyll.bench.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunRequestTest {

    @Test
    void is_read_from_the_query_that_it_writes() {
        RunRequest request =
                new RunRequest(RunMode.ONEWAY, 64, 16, 4096, 8, Duration.ofSeconds(3), Duration.ofSeconds(20));

        Map<String, String> parameters = Stream.of(request.toQuery().split("&", -1))
                .map(pair -> pair.split("=", -1))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

        assertThat(RunRequest.from(parameters::get)).isEqualTo(request);
    }

    @Test
    void has_a_default_for_every_parameter() {
        assertThat(RunRequest.from(name -> null))
                .isEqualTo(new RunRequest(RunMode.REQUEST, 1, 1, 256, 16, Duration.ZERO, Duration.ofSeconds(10)));
    }

    @Test
    void says_what_is_allowed() {
        assertThatThrownBy(() -> RunRequest.from(Map.of("outstanding", "4097")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("outstanding is 4097, allowed are 1 to 4096");
        assertThatThrownBy(() -> RunRequest.from(Map.of("seconds", "many")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seconds is not a whole number: many");
        assertThatThrownBy(() -> RunRequest.from(Map.of("mode", "both")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mode is both, allowed are request and oneway");
    }
}
