package org.mesophyll.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MedianTest {

    @Test
    void takes_the_middle_of_an_odd_number_and_the_mean_of_the_two_middles_of_an_even_one() {
        assertThat(Median.of(3, 1, 2)).isEqualTo(2);
        assertThat(Median.of(4, 1, 3, 2)).isEqualTo(2.5);
        assertThat(Median.of(7)).isEqualTo(7);
        assertThatThrownBy(Median::of).isInstanceOf(IllegalArgumentException.class);
    }
}
