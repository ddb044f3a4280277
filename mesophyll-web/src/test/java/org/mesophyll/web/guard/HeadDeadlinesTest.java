package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeadDeadlinesTest {
    private static final String DRIPPING = "a connection";
    private static final String OTHER = "another";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 3 * SECOND); // it overflows within the test
    private final AtomicBoolean isReadingLate = new AtomicBoolean();
    private final HeadDeadlines heads = new HeadDeadlines(nanos -> !isReadingLate.get(), clock::get);

    @Test
    void a_head_that_takes_seven_seconds_is_overdue() {
        sweeps(7, Set.of(DRIPPING));

        assertThat(heads.overdue(Set.of(DRIPPING))).containsExactly(DRIPPING);
    }

    @Test
    void a_connection_whose_heads_are_completed_is_never_overdue() {
        for (int request = 0; request < 5; request++) {
            sweeps(4, Set.of(DRIPPING));
            heads.headCompleted(DRIPPING);
        }

        assertThat(heads.overdue(Set.of(DRIPPING))).isEmpty();
    }

    @Test
    void a_connection_that_holds_no_part_of_a_head_starts_again() {
        sweeps(6, Set.of(DRIPPING));
        sweeps(1, Set.of());
        sweeps(7, Set.of(DRIPPING));

        assertThat(heads.overdue(Set.of(DRIPPING))).containsExactly(DRIPPING);
    }

    @Test
    void connections_have_deadlines_of_their_own() {
        sweeps(3, Set.of(DRIPPING));
        sweeps(4, Set.of(DRIPPING, OTHER));

        assertThat(heads.overdue(Set.of(DRIPPING, OTHER))).containsExactly(DRIPPING);
    }

    @Test
    void no_head_is_overdue_while_the_server_is_late_with_reading() {
        isReadingLate.set(true);
        sweeps(20, Set.of(DRIPPING));

        isReadingLate.set(false);

        assertThat(heads.overdue(Set.of(DRIPPING))).containsExactly(DRIPPING);
    }

    /** Sweeps once a second, and expects every answer to be empty. */
    private void sweeps(int times, Set<Object> unfinished) {
        for (int i = 0; i < times; i++) {
            assertThat(heads.overdue(unfinished)).isEqualTo(List.of());
            clock.addAndGet(SECOND);
        }
    }
}
