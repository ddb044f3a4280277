package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleDeadlinesTest {
    private static final long NOW = 1_800_000_000_000L;

    @Test
    void a_near_deadline_moves_ten_seconds_away() {
        assertThat(IdleDeadlines.postponed(NOW + 1, NOW)).isEqualTo(NOW + 10_000);
        assertThat(IdleDeadlines.postponed(NOW - 1, NOW)).isEqualTo(NOW + 10_000);
    }

    @Test
    void a_later_deadline_or_none_stays() {
        assertThat(IdleDeadlines.postponed(NOW + 30_000, NOW)).isEqualTo(NOW + 30_000);
        assertThat(IdleDeadlines.postponed(Long.MAX_VALUE, NOW)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_closed_connection_stays_closed() {
        assertThat(IdleDeadlines.postponed(0, NOW)).isZero();
        assertThat(IdleDeadlines.remainingMillis(0, NOW)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_connection_whose_deadline_has_passed_has_no_time_left() {
        assertThat(IdleDeadlines.remainingMillis(NOW + 2_000, NOW)).isEqualTo(2_000);
        assertThat(IdleDeadlines.remainingMillis(NOW - 1, NOW)).isNegative();
        assertThat(IdleDeadlines.remainingMillis(Long.MAX_VALUE, NOW)).isGreaterThan(NOW);
    }
}
