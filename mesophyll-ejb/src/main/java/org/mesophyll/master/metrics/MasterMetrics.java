package org.mesophyll.master.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The master's meters, in Prometheus' format.
 *
 * <p>No label is ever a worker, a tenant or anything else that a peer chose, so the number of series is fixed. The table
 * of all meters is in {@code docs/operations.md}. Safe for use by any number of threads.
 */
public final class MasterMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<RequestKind, Map<OutcomeKind, Timer>> requests = new EnumMap<>(RequestKind.class);
    private final Map<AuthenticationFailure, Counter> authenticationFailures =
            new EnumMap<>(AuthenticationFailure.class);
    private final Map<RedisTask, Counter> redisTasks = new EnumMap<>(RedisTask.class);
    private final Counter sentWithoutAnswer;
    private final Counter refusedWithoutAnswer;
    private final Counter connected;
    private final Counter takeovers;
    private final Counter malformedFrames;
    private final Counter unmatchedAnswers;
    private final Counter quotaRefusals;

    /** Makes all meters, at zero. */
    public MasterMetrics() {
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind, requestTimers(kind));
        }
        for (AuthenticationFailure failure : AuthenticationFailure.values()) {
            authenticationFailures.put(
                    failure,
                    Counter.builder("mesophyll.authentication.failures")
                            .description("Refused requests, by why they were refused")
                            .tag("reason", lowerCase(failure))
                            .register(registry));
        }
        for (RedisTask step : RedisTask.values()) {
            redisTasks.put(
                    step,
                    Counter.builder("mesophyll.redis.tasks")
                            .description("Tasks of Redis, by what was done with them")
                            .tag("result", lowerCase(step))
                            .register(registry));
        }
        sentWithoutAnswer = withoutAnswer("accepted");
        refusedWithoutAnswer = withoutAnswer("refused");
        connected = counter("mesophyll.workers.connections", "Connections that workers established");
        takeovers = counter("mesophyll.workers.takeovers", "Connections replaced by a newer one of the same worker");
        malformedFrames = counter("mesophyll.frames.malformed", "Binary frames that were no message");
        unmatchedAnswers = counter("mesophyll.answers.unmatched", "Answers that nobody waited for any more");
        quotaRefusals = counter(
                "mesophyll.tenant.quota.refusals", "Writes refused because a tenant would keep more than it may");
    }

    /** What a request asks of a worker. */
    public enum RequestKind {
        EVENT,
        SCRIPT,
        DROP,
        BROADCAST
    }

    /** Why a request to the master was refused before it was looked at. */
    public enum AuthenticationFailure {
        WORKER_ID,
        WORKER_UNKNOWN,
        WORKER_TOKEN,
        ORIGIN,
        OPERATOR_TOKEN,
        CALLER_KEY,
        THROTTLED,
        TOO_MANY_SESSIONS
    }

    /** What was done with a task of Redis. */
    public enum RedisTask {
        /** It was taken from its queue, or from what an earlier master had taken. */
        TAKEN,
        /** Its end was written, whatever that was. */
        ANSWERED,
        /** It could not be made a job; it is answered too. */
        MALFORMED,
        /** There was nothing but an id. */
        MISSING
    }

    /** Has a number of now shown under a name; called when the parts that know the numbers are there. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Counts a request that ended, and how long it took. */
    public void ended(RequestKind kind, OutcomeKind outcome, long tookNanos) {
        of(of(requests, kind), outcome).record(tookNanos, TimeUnit.NANOSECONDS);
    }

    /** Counts an event that wants no answer. */
    public void sentWithoutAnswer(boolean accepted) {
        (accepted ? sentWithoutAnswer : refusedWithoutAnswer).increment();
    }

    public void workerConnected() {
        connected.increment();
    }

    public void workerTookOver() {
        takeovers.increment();
    }

    public void malformedFrame() {
        malformedFrames.increment();
    }

    public void unmatchedAnswer() {
        unmatchedAnswers.increment();
    }

    /** Counts a write that was refused because a tenant would keep more than it may. */
    public void quotaRefused() {
        quotaRefusals.increment();
    }

    /** Counts a request that was refused before it was looked at. */
    public void authenticationFailed(AuthenticationFailure failure) {
        of(authenticationFailures, failure).increment();
    }

    /** Counts a task of Redis. */
    public void redisTask(RedisTask step) {
        of(redisTasks, step).increment();
    }

    /** Returns all meters as Prometheus text, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    /** Lets go of the meters. */
    public void close() {
        registry.close();
    }

    private Map<OutcomeKind, Timer> requestTimers(RequestKind kind) {
        Map<OutcomeKind, Timer> timers = new EnumMap<>(OutcomeKind.class);
        for (OutcomeKind outcome : OutcomeKind.values()) {
            timers.put(
                    outcome,
                    Timer.builder("mesophyll.dispatch")
                            .description("Requests to workers that ended, and how long they took")
                            .tags(Tags.of("kind", lowerCase(kind), "outcome", lowerCase(outcome)))
                            .serviceLevelObjectives(
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(5),
                                    Duration.ofMillis(25),
                                    Duration.ofMillis(100),
                                    Duration.ofMillis(500),
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(10))
                            .register(registry));
        }
        return timers;
    }

    private Counter withoutAnswer(String result) {
        return Counter.builder("mesophyll.dispatch.without.answer")
                .description("Events that wanted no answer")
                .tag("result", result)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Returns what a map that has every constant has for one. */
    private static <K, V> V of(Map<K, V> complete, K constant) {
        return Objects.requireNonNull(complete.get(constant));
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
