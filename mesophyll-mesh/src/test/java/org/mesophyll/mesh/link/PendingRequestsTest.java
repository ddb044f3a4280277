package org.mesophyll.mesh.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
    void passes_over_an_id_that_is_pending() {
        PendingRequests<String> pending = table(2);
        long first = register(pending);
        nextId.set(first);

        assertThat(register(pending)).isEqualTo(first + 1);
    }

    @Test
    void keeps_its_bound_when_a_registration_fails() {
        PendingRequests<String> pending = table(1);

        assertThatThrownBy(() -> pending.register(Duration.ofSeconds(Long.MAX_VALUE), endings::add))
                .isInstanceOf(ArithmeticException.class);

        assertThat(pending.register(SECOND, endings::add)).isPresent();
    }

    @Test
    void ends_the_others_though_a_completion_throws() {
        PendingRequests<String> pending = table(10);
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

    private long register(PendingRequests<String> pending) {
        OptionalLong id = pending.register(SECOND, endings::add);
        return id.orElseThrow();
    }

    private PendingRequests<String> table(int most) {
        return new PendingRequests<>(most, clock, nextId::getAndIncrement);
    }
}
