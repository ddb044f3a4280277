package org.mesophyll.web.guard;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mesophyll.mesh.work.Handoff;

/** Slows those who guess where a proof comes in a message of its own, as {@link Refusals} does where it comes with a request. */
public final class SlowProofs {
    private final FailureThrottle throttle;
    private final ScheduledExecutorService timer;

    /**
     * Joins a throttle and a timer.
     *
     * @param timer whoever made it ends it; it completes what waits, so nothing that is attached to that may block
     */
    public SlowProofs(FailureThrottle throttle, ScheduledExecutorService timer) {
        this.throttle = throttle;
        this.timer = timer;
    }

    /**
     * Compares a proof, unless its address guesses.
     *
     * @param address where it came from, see {@link RemoteAddress}
     * @param claim whose proof it is said to be
     * @param comparison returns nothing if the proof is wrong
     * @return what the comparison returned, at once if there is anything; empty comes the later the more failures there were
     */
    public <T> CompletionStage<Optional<T>> check(String address, String claim, Supplier<Optional<T>> comparison) {
        Optional<FailureThrottle.Attempt> begun = throttle.begin(address, claim);
        if (begun.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        FailureThrottle.Attempt attempt = begun.get();
        Optional<T> found = attempt.compare(comparison);
        if (found.isPresent()) {
            attempt.succeeded();
            return CompletableFuture.completedFuture(found);
        }
        return attempt.failed() instanceof Penalty.AnswerAfter later
                ? emptyAfter(later.delay(), attempt)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private <T> CompletionStage<Optional<T>> emptyAfter(Duration delay, FailureThrottle.Attempt attempt) {
        CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
        Runnable wake = () -> {
            attempt.answered();
            answer.complete(Optional.empty());
        };
        // Refused if the application stops, and nobody is left to slow; or if there is no memory for the task.
        Handoff.execute(
                task -> {
                    Future<?> unused = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                },
                wake,
                refusal -> wake.run());
        return answer;
    }
}
