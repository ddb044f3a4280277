package org.mesophyll.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The limits and time-outs of both clients.
 *
 * <p>Each has a dashed key that starts with {@code mesophyll.client.}; durations are in the form of ISO 8601, such as
 * {@code PT0.5S}. Keys that are not given have their defaults.
 *
 * @param state what concerns {@code StateClient}
 * @param worker what concerns {@code WorkerClient}
 */
public record ClientSettings(State state, Worker worker) {
    /** Every setting at its default. */
    public static final ClientSettings DEFAULT = from(key -> Optional.empty());

    /**
     * What concerns {@code StateClient}.
     *
     * @param connectTimeout {@code mesophyll.client.state.connect-timeout}: until a connection stands
     * @param answerTimeout {@code mesophyll.client.state.answer-timeout}: until an answer begins
     * @param requestTimeout {@code mesophyll.client.state.request-timeout}: for a request as a whole
     * @param closeTimeout {@code mesophyll.client.state.close-timeout}: how long close waits for requests under way
     * @param maxConcurrentRequests {@code mesophyll.client.state.max-concurrent-requests}: 1 to 10 000
     * @param maxAnswerBytes {@code mesophyll.client.state.max-answer-bytes}: 1 KiB to 1 GiB
     */
    public record State(
            Duration connectTimeout,
            Duration answerTimeout,
            Duration requestTimeout,
            Duration closeTimeout,
            int maxConcurrentRequests,
            int maxAnswerBytes) {
        public State {
            SettingReader.checkDuration("connect-timeout", connectTimeout);
            SettingReader.checkDuration("answer-timeout", answerTimeout);
            SettingReader.checkDuration("request-timeout", requestTimeout);
            SettingReader.checkDuration("close-timeout", closeTimeout);
            SettingReader.checkRange("max-concurrent-requests", maxConcurrentRequests, 1, 10_000);
            SettingReader.checkRange("max-answer-bytes", maxAnswerBytes, 1024, 1 << 30);
        }
    }

    /**
     * What concerns {@code WorkerClient}.
     *
     * @param threads {@code mesophyll.client.worker.threads}: how many tenants' events are handled at a time, 1 to 1 024
     * @param slowThreads {@code mesophyll.client.worker.slow-threads}: how many threads tenants may take together whose events take
     *     long, 1 to 1 024; half of the threads if it is not given
     * @param slowTime {@code mesophyll.client.worker.slow-time}: how long an event takes that makes its tenant one of those, for ten
     *     times as long
     * @param maxInFlight {@code mesophyll.client.worker.max-in-flight}: how many requests may wait or run, 1 to 1 000 000
     * @param maxInFlightPerTenant {@code mesophyll.client.worker.max-in-flight-per-tenant}: how many of those may be one
     *     tenant's, 1 to 1 000 000
     * @param maxMessageBytes {@code mesophyll.client.worker.max-message-bytes}: a message, either way; 1 KiB to 64 MiB
     * @param maxQueuedMessages {@code mesophyll.client.worker.max-queued-messages}: answers that wait to be written
     * @param maxQueuedBytes {@code mesophyll.client.worker.max-queued-bytes}: their size; at least a message
     * @param writeDeadline {@code mesophyll.client.worker.write-deadline}: a master that takes nothing for so long is left
     * @param handshakeTimeout {@code mesophyll.client.worker.handshake-timeout}: until a connection stands
     * @param heartbeatBeforeHello {@code mesophyll.client.worker.heartbeat-before-hello}: the interval until the master
     *     says another
     * @param firstBackOff {@code mesophyll.client.worker.first-back-off}: the longest wait before the first try to reconnect
     * @param maxBackOff {@code mesophyll.client.worker.max-back-off}: the longest wait before any
     * @param closeTimeout {@code mesophyll.client.worker.close-timeout}: how long close waits for accepted work
     */
    public record Worker(
            int threads,
            int slowThreads,
            Duration slowTime,
            int maxInFlight,
            int maxInFlightPerTenant,
            int maxMessageBytes,
            int maxQueuedMessages,
            int maxQueuedBytes,
            Duration writeDeadline,
            Duration handshakeTimeout,
            Duration heartbeatBeforeHello,
            Duration firstBackOff,
            Duration maxBackOff,
            Duration closeTimeout) {
        public Worker {
            SettingReader.checkRange("threads", threads, 1, 1024);
            SettingReader.checkRange("slow-threads", slowThreads, 1, 1024);
            SettingReader.checkDuration("slow-time", slowTime);
            SettingReader.checkRange("max-in-flight", maxInFlight, 1, 1_000_000);
            SettingReader.checkRange("max-in-flight-per-tenant", maxInFlightPerTenant, 1, 1_000_000);
            SettingReader.checkRange("max-message-bytes", maxMessageBytes, 1024, 64 << 20);
            SettingReader.checkRange("max-queued-messages", maxQueuedMessages, 1, 1_000_000);
            SettingReader.checkRange("max-queued-bytes", maxQueuedBytes, maxMessageBytes, 1 << 30);
            SettingReader.checkDuration("write-deadline", writeDeadline);
            SettingReader.checkDuration("handshake-timeout", handshakeTimeout);
            SettingReader.checkDuration("heartbeat-before-hello", heartbeatBeforeHello);
            SettingReader.checkDuration("first-back-off", firstBackOff);
            SettingReader.checkDuration("max-back-off", maxBackOff);
            SettingReader.checkDuration("close-timeout", closeTimeout);
            if (firstBackOff.compareTo(maxBackOff) > 0) {
                throw new IllegalArgumentException(
                        "first-back-off is " + firstBackOff + ", the limit is max-back-off, " + maxBackOff);
            }
        }
    }

    /** Looks a setting up. */
    @FunctionalInterface
    public interface Source {
        /** Returns the text of a setting, or empty if it is not given. */
        Optional<String> find(String key);
    }

    /**
     * Returns the defaults with the given settings over them.
     *
     * @throws IllegalArgumentException if a value is malformed or out of its range
     */
    public static ClientSettings of(Map<String, String> settings) {
        return from(key -> Optional.ofNullable(settings.get(key)));
    }

    /**
     * Returns the settings of this process: system properties by their keys, and environment variables such as
     * {@code MESOPHYLL_CLIENT_WORKER_THREADS}; a property counts before a variable.
     *
     * @throws IllegalArgumentException if a value is malformed or out of its range
     */
    public static ClientSettings ofProcess() {
        return from(SettingReader.PROCESS);
    }

    /**
     * Reads every setting from a source.
     *
     * @throws IllegalArgumentException if a value is malformed or out of its range
     */
    public static ClientSettings from(Source source) {
        SettingReader state = new SettingReader(source, "mesophyll.client.state.");
        SettingReader worker = new SettingReader(source, "mesophyll.client.worker.");
        return new ClientSettings(
                new State(
                        state.duration("connect-timeout", "PT5S"),
                        state.duration("answer-timeout", "PT10S"),
                        state.duration("request-timeout", "PT30S"),
                        state.duration("close-timeout", "PT5S"),
                        state.number("max-concurrent-requests", 256),
                        state.number("max-answer-bytes", 64 << 20)),
                worker(worker));
    }

    private static Worker worker(SettingReader worker) {
        int threads = worker.number("threads", 8);
        return new Worker(
                threads,
                worker.number("slow-threads", Math.max(1, threads / 2)),
                worker.duration("slow-time", "PT1S"),
                worker.number("max-in-flight", 1024),
                worker.number("max-in-flight-per-tenant", 1024),
                worker.number("max-message-bytes", 2 << 20),
                worker.number("max-queued-messages", 4096),
                worker.number("max-queued-bytes", 16 << 20),
                worker.duration("write-deadline", "PT10S"),
                worker.duration("handshake-timeout", "PT10S"),
                worker.duration("heartbeat-before-hello", "PT5S"),
                worker.duration("first-back-off", "PT0.5S"),
                worker.duration("max-back-off", "PT5S"),
                worker.duration("close-timeout", "PT10S"));
    }
}
