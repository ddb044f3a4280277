package org.mesophyll.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LiveHeapTest {
    @Test
    void the_heap_is_the_last_number_of_the_total() {
        String histogram = """
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         12345        3456789  [B (java.base@17)
                   2:            10            240  example.Total
                Total         98765        7654321
                """;

        assertThat(LiveHeap.total(histogram)).isEqualTo(7_654_321);
    }

    @Test
    void an_answer_without_a_total_is_shown_in_the_error() {
        assertThatThrownBy(() -> LiveHeap.total("4711:\njava.io.IOException: no such process"))
                .isInstanceOf(BenchFailedException.class)
                .hasMessageContaining("no such process");
    }
}
