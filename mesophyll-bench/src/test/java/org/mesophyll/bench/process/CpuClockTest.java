package org.mesophyll.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuClockTest {

    @Test
    void adds_up_all_but_idle_and_waiting() throws IOException {
        String stat = "cpu  100 20 30 9999 9999 1 2 3 50 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n";

        assertThat(CpuClock.busy(stat)).isEqualTo(Duration.ofMillis(1560));
    }

    @Test
    void refuses_what_is_not_the_processors_times() {
        assertThatThrownBy(() -> CpuClock.busy("intr 1 2 3\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> CpuClock.busy("")).isInstanceOf(IOException.class);
    }

    @Test
    void leaves_what_is_of_no_side_to_the_others() {
        CpuClock.Reading before = reading(0, 0, 0, 0);
        CpuClock.Reading after = reading(2, 1, 1, 3);

        CpuUse use = after.since(before);

        assertThat(use.of(Side.REQUESTER)).isEqualTo(Duration.ofSeconds(1));
        assertThat(use.of(Side.RESPONDER)).isEqualTo(Duration.ofSeconds(1));
        assertThat(use.of(Side.BROKER)).isZero();
        assertThat(use.total()).isEqualTo(Duration.ofSeconds(2));
        assertThat(use.others()).isEqualTo(Duration.ofSeconds(1));
        assertThat(use.otherProcessors()).isEqualTo(0.5);
    }

    private static CpuClock.Reading reading(long seconds, long requester, long responder, long machine) {
        return new CpuClock.Reading(
                Duration.ofSeconds(seconds).toNanos(),
                Map.of(
                        Side.REQUESTER, Duration.ofSeconds(requester),
                        Side.RESPONDER, Duration.ofSeconds(responder)),
                Duration.ofSeconds(machine));
    }
}
