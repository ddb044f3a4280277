package org.mesophyll.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultLimitTest {
    @Test
    void ends_a_connection_at_the_first_fault_beyond_the_limit() {
        FaultLimit limit = new FaultLimit();

        for (int i = 0; i < FaultLimit.MAX_FAULTS; i++) {
            assertThat(limit.isExceededBy(i)).isFalse();
        }
        assertThat(limit.isExceededBy(FaultLimit.MAX_FAULTS)).isTrue();
    }

    @Test
    void bears_any_number_of_faults_that_come_now_and_then() {
        FaultLimit limit = new FaultLimit();

        for (int i = 0; i < 10_000; i++) {
            assertThat(limit.isExceededBy(i * (FaultLimit.WINDOW_NANOS / 50))).isFalse();
        }
    }
}
