package org.mesophyll.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperatorViewTest {

    @Test
    void counts_the_connected_workers_and_no_others() {
        String json =
                "[{\"id\":0,\"connected\":true},{\"id\": 1, \"connected\" : false},{\"id\":2,\"connected\":true}]";

        assertThat(OperatorView.countConnected(json)).isEqualTo(2);
        assertThat(OperatorView.countConnected("[]")).isZero();
    }
}
