package org.mesophyll.bench.idle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttendanceTest {
    private long nowMillis = 1000;
    private final Attendance attendance = new Attendance(2, () -> nowMillis);

    @Test
    void counts_from_the_first_to_the_last() {
        attendance.came();
        nowMillis += 70;
        attendance.came();

        assertThat(attendance.present()).isEqualTo(2);
        assertThat(attendance.tookMillis()).isEqualTo(70);
    }

    @Test
    void counts_anew_after_all_have_left() {
        attendance.came();
        attendance.came();
        attendance.left();
        attendance.left();
        nowMillis += 5000;
        attendance.came();
        nowMillis += 30;
        attendance.came();

        assertThat(attendance.tookMillis()).isEqualTo(30);
    }

    @Test
    void one_that_comes_back_while_others_are_there_does_not_begin_the_count_anew() {
        attendance.came();
        attendance.came();
        nowMillis += 100;
        attendance.left();
        attendance.came();

        assertThat(attendance.tookMillis()).isEqualTo(100);
    }
}
