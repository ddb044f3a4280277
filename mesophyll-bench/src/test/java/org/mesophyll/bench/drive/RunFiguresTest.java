package org.mesophyll.bench.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunFiguresTest {

    @Test
    void survives_the_way_from_the_master_to_the_tool() {
        RunFigures figures = new RunFigures(
                1000,
                Duration.ofMillis(2500),
                new RunFigures.Latency(1, 2, 3, Long.MAX_VALUE),
                1100,
                5,
                Map.of("timed_out", 7L));

        assertThat(RunFigures.fromJson(figures.toJson())).isEqualTo(figures);
        assertThat(figures.throughput()).isEqualTo(400.0);
    }
}
