package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureThrottleTest {
    private static final ThrottleSettings SETTINGS =
            new ThrottleSettings(2, Duration.ofMillis(100), Duration.ofMillis(700), Duration.ofSeconds(60), 3, 2, 4);

    private long nowNanos = Long.MAX_VALUE - 1_000; // the clock wraps during the tests
    private final FailureThrottle throttle = new FailureThrottle(SETTINGS, () -> nowNanos);

    @Test
    void delays_grow_from_failure_to_failure_up_to_the_longest() {
        List<Penalty> penalties = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Penalty penalty = throttle.recordFailure("a");
            penalties.add(penalty);
            if (penalty instanceof Penalty.AnswerAfter) {
                throttle.release("a");
            }
        }

        assertThat(penalties)
                .containsExactly(
                        new Penalty.AnswerNow(),
                        new Penalty.AnswerNow(),
                        after(100),
                        after(200),
                        after(400),
                        after(700),
                        after(700));
        assertThat(throttle.delayedAnswers()).isZero();
    }

    @Test
    void one_address_does_not_slow_another() {
        fail("a", 5);

        assertThat(throttle.recordFailure("b")).isEqualTo(new Penalty.AnswerNow());
    }

    @Test
    void an_address_that_was_quiet_starts_anew() {
        fail("a", 3);
        nowNanos += Duration.ofSeconds(61).toNanos();

        assertThat(throttle.recordFailure("a")).isEqualTo(new Penalty.AnswerNow());
    }

    @Test
    void refuses_at_once_when_too_many_answers_to_one_address_wait() {
        fail("a", 4);

        assertThat(throttle.recordFailure("a")).isEqualTo(new Penalty.RefuseAtOnce(Duration.ofMillis(700)));
        assertThat(throttle.delayedAnswers()).isEqualTo(2);

        throttle.release("a");
        assertThat(throttle.recordFailure("a")).isEqualTo(after(700));
    }

    @Test
    void refuses_at_once_when_too_many_answers_wait_in_all() {
        fail("a", 4);
        fail("b", 4);
        fail("c", 2);

        assertThat(throttle.recordFailure("c")).isInstanceOf(Penalty.RefuseAtOnce.class);
        assertThat(throttle.delayedAnswers()).isEqualTo(4);
    }

    @Test
    void remembers_no_more_addresses_than_it_may_and_forgets_the_one_that_was_quiet_longest() {
        fail("a", 3);
        fail("b", 3);
        fail("c", 2);
        throttle.recordFailure("a");
        fail("d", 1);

        assertThat(throttle.rememberedAddresses()).isEqualTo(3);
        assertThat(throttle.recordFailure("b")).isEqualTo(new Penalty.AnswerNow());
    }

    @Test
    void an_answer_to_a_forgotten_address_is_still_counted_out() {
        fail("a", 3);
        fail("b", 1);
        fail("c", 1);
        fail("d", 1);

        throttle.release("a");

        assertThat(throttle.delayedAnswers()).isZero();
    }

    @Test
    void ten_thousand_addresses_and_a_hundred_thousand_guesses_stay_bounded() {
        FailureThrottle real = new FailureThrottle(ThrottleSettings.DEFAULT, () -> nowNanos);
        for (int i = 0; i < 100_000; i++) {
            real.recordFailure("address " + i % 20_000);
        }

        assertThat(real.rememberedAddresses()).isEqualTo(10_000);
        assertThat(real.delayedAnswers()).isLessThanOrEqualTo(1_024);
    }

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            throttle.recordFailure(address);
        }
    }

    private static Penalty after(long millis) {
        return new Penalty.AnswerAfter(Duration.ofMillis(millis));
    }
}
