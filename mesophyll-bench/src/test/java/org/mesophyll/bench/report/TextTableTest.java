package org.mesophyll.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columns_are_as_wide_as_their_widest_text_and_the_first_ones_flush_left() {
        String table = TextTable.of(List.of(List.of("name", "figure"), List.of("a", "1.5")), 1);

        assertThat(table).isEqualTo("name  figure\na        1.5\n");
    }

    @Test
    void a_figure_that_there_is_not_is_a_dash() {
        assertThat(TextTable.decimals(1, 2.25)).isEqualTo("2.3");
        assertThat(TextTable.decimals(1, Double.NaN)).isEqualTo("-");
    }
}
