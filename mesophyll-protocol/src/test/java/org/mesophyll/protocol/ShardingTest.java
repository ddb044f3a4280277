package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardingTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0",
        "4194303, 2, 0",
        "4194304, 2, 1",
        "8388608, 2, 0",
        "1064135068928454766, 2, 0",
        "1064135068928454766, 65536, 54306",
        "18446744073709551614, 7, 0",
        "18446744073709551614, 65536, 65535",
    })
    void the_owner_is_the_id_without_22_bits_modulo_the_workers(String id, int workers, int owner) {
        for (TenantKind kind : TenantKind.values()) {
            assertThat(Sharding.ownerOf(TenantId.of(kind, id), new WorkerCount(workers)))
                    .isEqualTo(new WorkerId(owner));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.0", "65536", "000001", "x", "١"})
    void refuses_a_worker_id_that_is_no_decimal_up_to_65535(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> WorkerId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_537})
    void refuses_a_worker_count_that_no_id_fits(int count) {
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkerCount(count));
    }
}
