package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.web.FakeExchange;

/** A dependency fails once: the answer comes, or the failure goes on, and no place stays taken. */
class RefusalsTest {
    private static final ThrottleSettings FIRST_IS_DELAYED =
            new ThrottleSettings(0, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMinutes(1), 10, 1, 1);
    private static final String ADDRESS = "192.0.2.1";

    private final FailureThrottle throttle = new FailureThrottle(FIRST_IS_DELAYED, () -> 0);
    private final ScheduledThreadPoolExecutor timer = new WithoutMemory();
    private final Refusals refusals = new Refusals(throttle, timer, () -> {});
    private final SlowProofs proofs = new SlowProofs(throttle, timer);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void a_refusal_that_cannot_be_timed_is_written_at_once() throws Exception {
        FakeExchange exchange = exchange();

        refusals.refuse(guess(), exchange.request(), exchange.response(), response -> response.setStatus(401));

        assertThat(exchange.status()).isEqualTo(401);
        assertThat(exchange.isCompleted()).isTrue();
        assertThat(throttle.delayedAnswers()).isZero();
    }

    @Test
    void a_request_that_cannot_be_kept_open_gives_its_place_back() {
        FakeExchange exchange = exchange();
        HttpServletRequest failing = new HttpServletRequestWrapper(exchange.request()) {
            @Override
            public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
                throw new OutOfMemoryError("for this test");
            }
        };

        assertThatThrownBy(() -> refusals.refuse(guess(), failing, exchange.response(), response -> {}))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(throttle.delayedAnswers()).isZero();
    }

    @Test
    void a_wrong_proof_whose_answer_cannot_be_timed_is_answered_at_once() {
        CompletionStage<Optional<String>> answer = proofs.check(ADDRESS, "claim", Optional::empty);

        assertThat(answer).isCompletedWithValue(Optional.empty());
        assertThat(throttle.delayedAnswers()).isZero();
    }

    @Test
    void a_comparison_that_fails_gives_its_place_back() {
        var wrong = proofs.check(ADDRESS, "claim", Optional::empty);
        assertThat(wrong).isCompletedWithValue(Optional.empty());

        assertThatThrownBy(() -> proofs.check(ADDRESS, "claim", RefusalsTest::fail))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(throttle.delayedAnswers()).isZero();
        assertThat(proofs.check(ADDRESS, "claim", () -> Optional.of("right")))
                .isCompletedWithValue(Optional.of("right"));
    }

    private FailureThrottle.Attempt guess() {
        return throttle.begin(ADDRESS, "wrong").orElseThrow();
    }

    private static FakeExchange exchange() {
        return new FakeExchange("GET", "/api/v1/workers", null).from(ADDRESS);
    }

    private static <T> Optional<T> fail() {
        throw new OutOfMemoryError("for this test");
    }

    /** A timer that has no memory for tasks. */
    private static final class WithoutMemory extends ScheduledThreadPoolExecutor {
        private WithoutMemory() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            throw new OutOfMemoryError("for this test");
        }
    }
}
