package org.mesophyll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.SendOutcome;

/** The benchmark makes a master of its own, from classes that change: this shows that it still can. */
class DispatchBenchmarkTest {
    private final DispatchBenchmark benchmark = new DispatchBenchmark();

    @Test
    void dispatches_as_it_measures() {
        try {
            benchmark.connect();

            assertThat(benchmark.dispatch()).isInstanceOf(DispatchOutcome.Answered.class);
            assertThat(benchmark.dispatchWithoutAnswer()).isInstanceOf(SendOutcome.Accepted.class);
        } finally {
            benchmark.close();
        }
    }
}
