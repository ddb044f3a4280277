package org.mesophyll.web.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PerAddressTest {
    private final AtomicLong nanos = new AtomicLong();
    private final PerAddress<CallBudget> budgets = new PerAddress<>(2, () -> new CallBudget(1, 1, nanos::get));

    @Test
    void one_address_leaves_the_budget_of_another() {
        assertThat(budgets.of("192.0.2.1").begin()).isEmpty();

        assertThat(budgets.of("192.0.2.1").begin()).isPresent();
        assertThat(budgets.of("192.0.2.2").begin()).isEmpty();
    }

    @Test
    void the_address_that_was_quiet_longest_is_forgotten() {
        CallBudget first = budgets.of("192.0.2.1");
        CallBudget second = budgets.of("192.0.2.2");
        assertThat(budgets.of("192.0.2.1")).isSameAs(first);

        CallBudget third = budgets.of("192.0.2.3");

        assertThat(budgets.of("192.0.2.1")).isSameAs(first);
        assertThat(budgets.of("192.0.2.3")).isSameAs(third);
        assertThat(budgets.of("192.0.2.2")).isNotSameAs(second);
    }
}
