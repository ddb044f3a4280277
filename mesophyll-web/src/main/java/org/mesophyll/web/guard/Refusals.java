package org.mesophyll.web.guard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.Handoff;

/**
 * Answers those who failed to authenticate, the slower the more often they fail.
 *
 * <p>A delayed request holds no thread. The timer only wakes it: the answer is written by a thread of the container, so
 * that a peer that does not read cannot stop the timer.
 */
public final class Refusals {
    private static final Logger LOG = System.getLogger(Refusals.class.getName());
    private static final Guard UNWRITTEN = new Guard(LOG, "a delayed refusal could not be written");
    private static final Duration TIME_TO_WRITE = Duration.ofSeconds(20);
    private static final int TOO_MANY_REQUESTS = 429;

    private final FailureThrottle throttle;
    private final ScheduledExecutorService timer;
    private final Runnable onTooMany;

    /**
     * Joins a throttle and a timer.
     *
     * @param onTooMany is told of each 429
     * @param timer is never blocked; whoever made it ends it
     */
    public Refusals(FailureThrottle throttle, ScheduledExecutorService timer, Runnable onTooMany) {
        this.throttle = throttle;
        this.onTooMany = onTooMany;
        this.timer = timer;
    }

    /** Writes one refusal: status, headers, body. */
    @FunctionalInterface
    public interface Answer {
        void writeTo(HttpServletResponse response) throws IOException;

        /** Writes what is said instead when too many answers wait; the status and Retry-After are set already. */
        default void writeTooMany(HttpServletResponse response) throws IOException {}
    }

    /**
     * Asks whether a proof may be compared; if not, the request has been answered with 429.
     *
     * @param proof what was shown, with what it is shown for
     */
    public Optional<FailureThrottle.Attempt> begin(
            HttpServletRequest request, HttpServletResponse response, String proof, Answer answer) throws IOException {
        Optional<FailureThrottle.Attempt> attempt = throttle.begin(RemoteAddress.of(request.getRemoteAddr()), proof);
        if (attempt.isEmpty()) {
            response.setHeader("Retry-After", Long.toString(wholeSeconds(throttle.retryAfter())));
            response.setStatus(TOO_MANY_REQUESTS);
            onTooMany.run();
            answer.writeTooMany(response);
        }
        return attempt;
    }

    /** Answers a proof that was wrong, at once or later. */
    public void refuse(
            FailureThrottle.Attempt attempt, HttpServletRequest request, HttpServletResponse response, Answer answer)
            throws IOException {
        if (attempt.failed() instanceof Penalty.AnswerAfter later) {
            answerLater(request, response, answer, attempt, later.delay());
            return;
        }
        answer.writeTo(response);
    }

    private void answerLater(
            HttpServletRequest request,
            HttpServletResponse response,
            Answer answer,
            FailureThrottle.Attempt attempt,
            Duration delay) {
        AsyncContext async;
        try {
            async = request.startAsync(request, response);
            async.setTimeout(delay.plus(TIME_TO_WRITE).toMillis());
            PayaraHead.letGoOfAll(request);
        } catch (RuntimeException | Error e) {
            attempt.answered();
            throw e;
        }
        Runnable wake = () -> {
            attempt.answered();
            wake(async, answer);
        };
        // Refused if the application stops, and nobody is left to slow; or if there is no memory for the task.
        Handoff.execute(
                task -> {
                    Future<?> unused = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                },
                wake,
                refusal -> wake.run());
    }

    private static void wake(AsyncContext async, Answer answer) {
        try {
            async.start(() -> write(async, answer));
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a delayed refusal found its request gone", e);
        } catch (Error e) { // no thread for it: the container ends the request when its time is over
            UNWRITTEN.report(e);
        }
    }

    private static void write(AsyncContext async, Answer answer) {
        try (AutoCloseable completion = async::complete) {
            answer.writeTo((HttpServletResponse) async.getResponse());
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "a delayed refusal found its peer gone", e);
        }
    }

    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
