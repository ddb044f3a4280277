package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mesophyll.web.guard.ByteBudget.Reservation;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(100, 60);

    @Test
    void an_address_reserves_up_to_its_share() {
        assertThat(budget.reserve("a", 60)).isEqualTo(Reservation.GRANTED);
        assertThat(budget.reserve("a", 1)).isEqualTo(Reservation.ADDRESS_FULL);
        assertThat(budget.held()).isEqualTo(60);
    }

    @Test
    void all_addresses_together_reserve_up_to_the_total() {
        budget.reserve("a", 60);

        assertThat(budget.reserve("b", 41)).isEqualTo(Reservation.TOTAL_FULL);
        assertThat(budget.reserve("b", 40)).isEqualTo(Reservation.GRANTED);
    }

    @Test
    void released_bytes_can_be_reserved_again() {
        budget.reserve("a", 60);

        budget.release("a", 60);

        assertThat(budget.held()).isZero();
        assertThat(budget.reserve("a", 60)).isEqualTo(Reservation.GRANTED);
    }

    @Test
    void an_address_cannot_release_what_another_holds() {
        budget.reserve("a", 60);

        assertThatThrownBy(() -> budget.release("b", 1)).hasMessageContaining("1 more than are held");
    }

    @Test
    void a_reservation_that_overflows_is_refused() {
        budget.reserve("a", 1);

        assertThat(budget.reserve("a", Long.MAX_VALUE)).isEqualTo(Reservation.ADDRESS_FULL);
    }
}
