package org.mesophyll.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeClock clock = new FakeClock();
    private final AtomicLong nextId = new AtomicLong();
    private final List<Ending<String>> endings = new ArrayList<>();

    @Test
    void ends_a_request_with_its_answer_and_only_once() {
        PendingRequests<String> pending = table(2);
        long id = register(pending);

        assertThat(pending.answer(id, "a")).isTrue();
        assertThat(pending.answer(id, "b")).isFalse();
        assertThat(pending.cancel(id)).isFalse();
        pending.close(CloseReason.CUT);

        assertThat(endings).containsExactly(new Ending.Answered<>("a"));
    }

    @Test
    void ends_nothing_by_an_unknown_id() {
        PendingRequests<String> pending = table(2);
        long id = register(pending);

        assertThat(pending.answer(id + 1, "a")).isFalse();

        assertThat(pending.size()).isEqualTo(1);
        assertThat(endings).isEmpty();
    }

    @Test
    void expires_at_the_deadline_and_not_before() {
        PendingRequests<String> pending = table(2);
        register(pending);
        clock.advance(SECOND.minusNanos(1));
        pending.expire();
        assertThat(endings).isEmpty();

        clock.advance(Duration.ofNanos(1));
        pending.expire();

        assertThat(endings).containsExactly(new Ending.TimedOut<>(SECOND));
    }

    @Test
    void refuses_more_than_the_bound_until_one_ends() {
        PendingRequests<String> pending = table(1);
        long id = register(pending);

        assertThat(pending.register(SECOND, endings::add)).isEmpty();
        pending.cancel(id);

        assertThat(pending.register(SECOND, endings::add)).isPresent();
        assertThat(endings).containsExactly(new Ending.Cancelled<>());
    }

    @Test
    void calls_nobody_when_a_request_is_withdrawn() {
        PendingRequests<String> pending = table(1);
        long id = register(pending);

        assertThat(pending.withdraw(id)).isTrue();
        assertThat(pending.withdraw(id)).isFalse();

        assertThat(endings).isEmpty();
        assertThat(pending.register(SECOND, endings::add)).isPresent();
    }

    @Test
    void ends_at_once_what_is_registered_after_the_close() {
        PendingRequests<String> pending = table(1);
        pending.close(CloseReason.REPLACED);

        register(pending);

        assertThat(endings).containsExactly(new Ending.Closed<>(CloseReason.REPLACED));
        assertThat(pending.size()).isZero();
    }

    @Test
    void passes_over_a_slot_that_is_taken() {
        PendingRequests<String> pending = table(2);
        long first = register(pending);
        nextId.set(first);

        assertThat(register(pending)).isEqualTo(first + 1);
    }

    @Test
    void keeps_the_random_bits_of_an_id_but_for_those_that_name_its_slot() {
        PendingRequests<String> pending = table(2);
        nextId.set(0xfedc_ba98_7654_3210L);

        assertThat(register(pending)).isEqualTo(0xfedc_ba98_7654_3210L);
    }

    @Test
    void ends_nothing_by_an_id_that_shares_the_slot_only() {
        PendingRequests<String> pending = table(2);
        long id = register(pending);

        assertThat(pending.answer(id + (1L << 40), "a")).isFalse();

        assertThat(endings).isEmpty();
    }

    @Test
    void holds_as_many_as_its_bound_says_and_finds_each() {
        PendingRequests<String> pending = new PendingRequests<>(10_000, clock, new Random(1)::nextLong);
        Set<Long> ids = new HashSet<>();

        for (int i = 0; i < 10_000; i++) {
            ids.add(register(pending));
        }

        assertThat(ids).hasSize(10_000);
        assertThat(pending.register(SECOND, endings::add)).isEmpty();
        assertThat(ids).allMatch(id -> pending.answer(id, "a"));
        assertThat(endings).hasSize(10_000);
    }

    @Test
    void expires_each_at_its_own_deadline_in_whatever_order_they_came() {
        PendingRequests<String> pending = table(10);
        pending.register(Duration.ofSeconds(3), endings::add);
        pending.register(Duration.ofSeconds(1), endings::add);
        pending.register(Duration.ofSeconds(2), endings::add);

        for (int second = 1; second <= 3; second++) {
            clock.advance(SECOND);
            pending.expire();
            assertThat(endings).hasSize(second);
        }

        assertThat(endings)
                .containsExactly(
                        new Ending.TimedOut<>(Duration.ofSeconds(1)),
                        new Ending.TimedOut<>(Duration.ofSeconds(2)),
                        new Ending.TimedOut<>(Duration.ofSeconds(3)));
    }

    @Test
    void can_wait_for_as_long_as_a_clock_can_count() {
        PendingRequests<String> pending = table(1);
        clock.advance(SECOND);
        pending.register(Duration.ofNanos(Long.MAX_VALUE), endings::add);

        clock.advance(Duration.ofDays(1));
        pending.expire();

        assertThat(endings).isEmpty();
    }

    @Test
    void keeps_its_bound_when_a_registration_fails() {
        PendingRequests<String> pending = table(1);

        assertThatThrownBy(() -> pending.register(Duration.ofSeconds(Long.MAX_VALUE), endings::add))
                .isInstanceOf(ArithmeticException.class);

        assertThat(pending.register(SECOND, endings::add)).isPresent();
    }

    @Test
    void ends_the_others_though_a_completion_throws_even_an_error() {
        PendingRequests<String> pending = table(11);
        pending.register(SECOND, ending -> {
            throw new StackOverflowError("a completion that breaks its promise");
        });
        pending.register(SECOND, ending -> {
            throw new IllegalStateException("a completion that breaks its promise");
        });
        for (int i = 0; i < 9; i++) {
            register(pending);
        }

        pending.close(CloseReason.CUT);

        assertThat(endings).hasSize(9);
        assertThat(pending.size()).isZero();
    }

    @Test
    void a_request_that_finds_no_memory_leaves_no_place_taken() {
        AtomicBoolean failing = new AtomicBoolean(true);
        PendingRequests<String> pending = new PendingRequests<>(1, clock, () -> {
            if (failing.getAndSet(false)) {
                throw new OutOfMemoryError("Java heap space");
            }
            return nextId.getAndIncrement();
        });

        assertThatThrownBy(() -> pending.register(SECOND, endings::add)).isInstanceOf(OutOfMemoryError.class);

        assertThat(pending.size()).isZero();
        assertThat(pending.register(SECOND, endings::add)).isPresent();
    }

    private long register(PendingRequests<String> pending) {
        OptionalLong id = pending.register(SECOND, endings::add);
        return id.orElseThrow();
    }

    private PendingRequests<String> table(int most) {
        return new PendingRequests<>(most, clock, nextId::getAndIncrement);
    }
}
