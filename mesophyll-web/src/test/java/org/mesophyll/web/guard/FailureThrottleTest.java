package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            FailureThrottle.Attempt attempt = throttle.begin("a", "guess").orElseThrow();
            penalties.add(attempt.failed());
            attempt.answered();
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
        fail("a", 4);

        assertThat(failOnce("b")).isEqualTo(new Penalty.AnswerNow());
    }

    @Test
    void an_address_that_was_quiet_starts_anew() {
        fail("a", 3);
        nowNanos += Duration.ofSeconds(61).toNanos();

        assertThat(failOnce("a")).isEqualTo(new Penalty.AnswerNow());
    }

    @Test
    void compares_nothing_of_an_address_while_as_many_answers_to_it_wait_as_allowed() {
        List<FailureThrottle.Attempt> waiting = fail("a", 4);

        assertThat(throttle.begin("a", "right or wrong")).isEmpty();
        assertThat(throttle.retryAfter()).isEqualTo(Duration.ofMillis(700));
        assertThat(throttle.delayedAnswers()).isEqualTo(2);

        waiting.get(3).answered();
        assertThat(failOnce("a")).isEqualTo(after(400));
        assertThat(throttle.begin("a", "again")).isEmpty();
    }

    @Test
    void compares_nothing_of_an_address_in_penalty_while_as_many_answers_wait_in_all_as_allowed() {
        fail("a", 4);
        fail("b", 4);
        fail("c", 2);

        assertThat(throttle.begin("c", "guess")).isEmpty();
        assertThat(throttle.delayedAnswers()).isEqualTo(4);
    }

    @Test
    void an_address_without_penalty_is_always_compared() {
        fail("a", 4);
        fail("b", 4);

        assertThat(throttle.begin("c", "right")).isPresent();
    }

    @Test
    void a_guesser_learns_no_more_than_the_waiting_places_allow_in_an_hour() {
        int compared = 0;
        List<FailureThrottle.Attempt> waiting = new ArrayList<>();
        for (int tenth = 0; tenth < 36_000; tenth++) { // 100 guesses a second
            for (int i = 0; i < 10; i++) {
                Optional<FailureThrottle.Attempt> attempt = throttle.begin("a", "guess " + tenth + "/" + i);
                if (attempt.isPresent()) {
                    compared++;
                    if (attempt.get().failed() instanceof Penalty.AnswerAfter) {
                        waiting.add(attempt.get());
                    }
                }
            }
            nowNanos += Duration.ofMillis(100).toNanos();
            if (tenth % 7 == 6) { // the longest delay is over
                waiting.forEach(FailureThrottle.Attempt::answered);
                waiting.clear();
            }
        }

        assertThat(compared).isLessThan(2 * 36_000 / 7 + 10);
    }

    @Test
    void a_token_that_was_right_before_is_compared_whatever_its_neighbours_do() {
        throttle.begin("a", "right").orElseThrow().succeeded();
        fail("a", 4);

        throttle.begin("a", "right").orElseThrow().succeeded();

        assertThat(throttle.begin("a", "right ")).isEmpty();
        assertThat(throttle.begin("a", "right")).isPresent();
        assertThat(throttle.delayedAnswers()).isEqualTo(2);
    }

    @Test
    void a_token_that_is_not_right_any_more_is_forgotten() {
        throttle.begin("a", "revoked").orElseThrow().succeeded();
        fail("a", 3);

        assertThat(throttle.begin("a", "revoked").orElseThrow().failed()).isEqualTo(after(200));

        assertThat(throttle.begin("a", "revoked")).isEmpty();
    }

    @Test
    void a_right_token_takes_a_free_place_and_leaves_it() {
        fail("a", 3);

        throttle.begin("a", "right").orElseThrow().succeeded();

        assertThat(throttle.delayedAnswers()).isEqualTo(1);
    }

    @Test
    void remembers_no_more_addresses_than_it_may_and_forgets_the_one_that_was_quiet_longest() {
        fail("a", 3);
        fail("b", 3);
        fail("c", 2);
        failOnce("a");
        fail("d", 1);

        assertThat(throttle.rememberedAddresses()).isEqualTo(3);
        assertThat(failOnce("b")).isEqualTo(new Penalty.AnswerNow());
    }

    @Test
    void an_answer_to_a_forgotten_address_is_still_counted_out() {
        List<FailureThrottle.Attempt> waiting = fail("a", 3);
        fail("b", 1);
        fail("c", 1);
        fail("d", 1);

        waiting.get(2).answered();

        assertThat(throttle.delayedAnswers()).isZero();
    }

    @Test
    void ten_thousand_addresses_and_a_hundred_thousand_guesses_stay_bounded() {
        FailureThrottle real = new FailureThrottle(ThrottleSettings.DEFAULT, () -> nowNanos);
        for (int i = 0; i < 100_000; i++) {
            real.begin("address " + i % 20_000, "guess " + i).ifPresent(FailureThrottle.Attempt::failed);
        }

        assertThat(real.rememberedAddresses()).isEqualTo(10_000);
        assertThat(real.delayedAnswers()).isLessThanOrEqualTo(1_024);
    }

    @Test
    void remembers_no_more_right_tokens_than_it_may() {
        KnownProofs known = new KnownProofs(3);
        for (int i = 0; i < 5; i++) {
            known.add("a", "token " + i);
            known.add("a", "token " + i);
        }
        known.remove("a", "token 4");
        known.remove("a", "token 0");

        assertThat(known.size()).isEqualTo(2);
        assertThat(known.contains("a", "token 3")).isTrue();
        assertThat(known.contains("b", "token 3")).isFalse();
        assertThat(known.contains("a", "token 1")).isFalse();
    }

    private List<FailureThrottle.Attempt> fail(String address, int times) {
        List<FailureThrottle.Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            FailureThrottle.Attempt attempt = throttle.begin(address, "guess").orElseThrow();
            attempt.failed();
            attempts.add(attempt);
        }
        return attempts;
    }

    private Penalty failOnce(String address) {
        return throttle.begin(address, "guess").orElseThrow().failed();
    }

    private static Penalty after(long millis) {
        return new Penalty.AnswerAfter(Duration.ofMillis(millis));
    }
}
