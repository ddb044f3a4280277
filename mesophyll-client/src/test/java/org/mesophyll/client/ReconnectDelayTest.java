package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ReconnectDelayTest {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(5);

    @Test
    void stays_below_a_bound_that_doubles_up_to_the_cap() {
        for (int seed = 0; seed < 100; seed++) {
            ReconnectDelay backOff = new ReconnectDelay(FIRST, CAP, new Random(seed));
            for (Duration bound : bounds(500, 1000, 2000, 4000, 5000, 5000)) {
                assertThat(backOff.next()).isBetween(Duration.ZERO, bound);
            }
        }
    }

    @Test
    void goes_to_the_cap_and_back() {
        ReconnectDelay backOff = new ReconnectDelay(FIRST, CAP, alwaysLargest());
        backOff.raise();
        assertThat(backOff.next()).isEqualTo(CAP);
        backOff.reset();
        assertThat(backOff.next()).isEqualTo(FIRST);
        assertThat(backOff.next()).isEqualTo(FIRST.multipliedBy(2));
    }

    @Test
    void never_passes_the_cap_however_often_it_is_asked() {
        ReconnectDelay backOff = new ReconnectDelay(Duration.ofDays(1), Duration.ofDays(1), alwaysLargest());
        for (int i = 0; i < 1000; i++) {
            assertThat(backOff.next()).isEqualTo(Duration.ofDays(1));
        }
    }

    private static Duration[] bounds(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private static RandomGenerator alwaysLargest() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("a bound is asked for");
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
    }
}
