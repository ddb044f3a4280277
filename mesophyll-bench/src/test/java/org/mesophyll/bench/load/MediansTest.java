package org.mesophyll.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {

    private static final Cell FEW = new Cell(1, 1, 256);
    private static final Cell MANY = new Cell(64, 16, 256);

    @Test
    void keeps_cells_apart_whose_rounds_are_interleaved() {
        List<Sample> samples = List.of(
                Samples.of(1, FEW, 100, 10),
                Samples.of(1, MANY, 1000, 100),
                Samples.of(2, FEW, 300, 30),
                Samples.of(2, MANY, 3000, 300),
                Samples.of(3, FEW, 200, 50),
                Samples.of(3, MANY, 2000, 200));

        List<Medians> all = Medians.of(samples);

        assertThat(all).extracting(Medians::cell).containsExactly(FEW, MANY);
        Medians few = all.get(0);
        assertThat(few.rounds()).isEqualTo(3);
        assertThat(few.throughput()).isEqualTo(200);
        assertThat(few.lowestThroughput()).isEqualTo(100);
        assertThat(few.highestThroughput()).isEqualTo(300);
        assertThat(few.p50Micros()).isEqualTo(30);
        assertThat(few.p99Micros()).isEqualTo(60);
        assertThat(few.p999Micros()).isEqualTo(90);
        assertThat(few.masterMicros()).isEqualTo(10);
        assertThat(few.workersMicros()).isEqualTo(5);
        assertThat(few.otherProcessors()).isEqualTo(0.5);
        assertThat(few.failed()).isZero();
        assertThat(all.get(1).throughput()).isEqualTo(2000);
    }

    @Test
    void adds_up_what_failed() {
        List<Medians> all = Medians.of(List.of(Samples.of(1, FEW, 10, 1), Samples.failed(2, FEW)));

        assertThat(all.get(0).failed()).isEqualTo(5);
    }
}
