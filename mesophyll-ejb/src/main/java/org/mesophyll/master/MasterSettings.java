package org.mesophyll.master;

import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.master.registry.ConnectionSettings;
import org.mesophyll.mesh.link.LinkSettings;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.link.PendingRequests;
import org.mesophyll.protocol.WorkerCount;
import org.mesophyll.protocol.WorkerId;

/**
 * How the master is set up.
 *
 * @param workerCount how many workers share the tenants
 * @param connection the bounds of each worker's connection
 * @param tickInterval how often deadlines and heartbeats are looked at
 * @param defaultTimeout how long a request may take if its caller does not say
 * @param maxTimeout how long a caller may let a request take at most
 * @param completionThreads how many threads run what callers attached to their requests
 * @param completionQueue how many asynchronous requests may be under way, their callers' code included
 * @param tokenGrace how long a rotated token stays valid
 * @param workerTokens tokens given by settings, each {@code id=token}
 * @param workerTokenFile a file with a line {@code id token} for each token, or empty
 * @param mostWaiting how many requests may wait for workers to connect
 * @param logLines how many lines of scripts are kept for a tenant, and for a job
 * @param logTenants for how many tenants
 */
public record MasterSettings(
        WorkerCount workerCount,
        ConnectionSettings connection,
        Duration tickInterval,
        Duration defaultTimeout,
        Duration maxTimeout,
        int completionThreads,
        int completionQueue,
        Duration tokenGrace,
        List<String> workerTokens,
        String workerTokenFile,
        int mostWaiting,
        int logLines,
        int logTenants) {
    private static final Setting<Integer> WORKER_COUNT = Setting.integer(
            "mesophyll.worker-count",
            2,
            "How many workers share the tenants; worker n owns those with (id >>> 22) mod count = n.");
    private static final Setting<Duration> HEARTBEAT_INTERVAL = Setting.duration(
            "mesophyll.heartbeat-interval",
            LinkSettings.DEFAULT.heartbeatInterval(),
            "How often a worker has to show that it lives; three missed and it is disconnected.");
    private static final Setting<Integer> MAX_QUEUED_MESSAGES = Setting.integer(
            "mesophyll.outbox.max-messages",
            LinkSettings.DEFAULT.outbox().messages(),
            "How many messages may wait to be sent to one worker.");
    private static final Setting<Long> MAX_QUEUED_BYTES = Setting.longInteger(
            "mesophyll.outbox.max-bytes",
            LinkSettings.DEFAULT.outbox().bytes(),
            "How many bytes may wait to be sent to one worker.");
    private static final Setting<Duration> WRITE_DEADLINE = Setting.duration(
            "mesophyll.outbox.write-deadline",
            LinkSettings.DEFAULT.writeDeadline(),
            "How long a worker may take to read one message before it is disconnected.");
    private static final Setting<Duration> CLOSE_DEADLINE = Setting.duration(
            "mesophyll.close-deadline",
            LinkSettings.DEFAULT.closeDeadline(),
            "How long a worker has to answer a close before the connection is cut.");
    private static final Setting<Integer> MAX_IN_FLIGHT =
            Setting.integer("mesophyll.max-in-flight", 4096, "How many requests one worker may owe an answer.");
    private static final Setting<Integer> MAX_MESSAGE_BYTES = Setting.integer(
            "mesophyll.max-message-bytes", 1024 * 1024, "How large a WebSocket message may be, in either direction.");
    private static final Setting<Duration> TICK_INTERVAL = Setting.duration(
            "mesophyll.tick-interval",
            Duration.ofMillis(50),
            "How often deadlines and heartbeats are looked at; a deadline is noticed this much late at most."
                    + " A connection without work is looked at ten times in a heartbeat interval, at least twice a second.");
    private static final Setting<Duration> DEFAULT_TIMEOUT = Setting.duration(
            "mesophyll.dispatch.default-timeout",
            Duration.ofSeconds(30),
            "How long a request may take if its caller does not say.");
    private static final Setting<Duration> MAX_TIMEOUT = Setting.duration(
            "mesophyll.dispatch.max-timeout", Duration.ofMinutes(10), "How long a caller may let a request take.");
    private static final Setting<Integer> COMPLETION_THREADS = Setting.integer(
            "mesophyll.completion.threads", 8, "How many threads run what callers attached to their requests.");
    private static final Setting<Integer> COMPLETION_QUEUE = Setting.integer(
            "mesophyll.completion.queue",
            65_536,
            "How many asynchronous requests may be under way or wait for one of those threads; beyond is backpressure.");
    private static final Setting<Duration> TOKEN_GRACE = Setting.duration(
            "mesophyll.token-grace",
            Duration.ofHours(1),
            "How long the old token stays valid after a rotation, and connections made with it stay open.");
    private static final Setting<List<String>> WORKER_TOKENS = Setting.list(
                    "mesophyll.worker-tokens",
                    "Tokens of workers, each id=token; for many, or for secrecy, use the file.")
            .literal();
    private static final Setting<String> WORKER_TOKEN_FILE = Setting.text(
            "mesophyll.worker-token-file", "", "A file with a line `id token` for each worker; # starts a comment.");
    private static final Setting<Integer> MOST_WAITING = Setting.integer(
            "mesophyll.scripts.max-waiting", 1024, "How many scripts may wait for their tenants' workers to connect.");
    private static final Setting<Integer> LOG_LINES = Setting.integer(
            "mesophyll.scripts.max-log-lines",
            100,
            "How many lines of scripts are kept for a tenant, and for a job; 16384 characters at most.");
    private static final Setting<Integer> LOG_TENANTS = Setting.integer(
            "mesophyll.scripts.max-log-tenants", 1000, "For how many tenants lines of scripts are kept, in memory.");

    /** Every setting of this record. */
    public static final List<Setting<?>> ALL = List.of(
            WORKER_COUNT,
            HEARTBEAT_INTERVAL,
            MAX_QUEUED_MESSAGES,
            MAX_QUEUED_BYTES,
            WRITE_DEADLINE,
            CLOSE_DEADLINE,
            MAX_IN_FLIGHT,
            MAX_MESSAGE_BYTES,
            TICK_INTERVAL,
            DEFAULT_TIMEOUT,
            MAX_TIMEOUT,
            COMPLETION_THREADS,
            COMPLETION_QUEUE,
            TOKEN_GRACE,
            WORKER_TOKENS,
            WORKER_TOKEN_FILE,
            MOST_WAITING,
            LOG_LINES,
            LOG_TENANTS);

    private static final int MOST_MESSAGE_BYTES = 1 << 30;
    private static final int MOST_THREADS = 1024;
    private static final int MOST_COMPLETIONS = 1 << 20; // the queue is an array of this many
    private static final Duration LEAST_DURATION = Duration.ofMillis(1);
    private static final Duration LEAST_HEARTBEAT = Duration.ofMillis(50);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1); // what an outcome may be late by
    private static final Duration LONGEST_GRACE = Duration.ofDays(365);

    public MasterSettings {
        workerTokens = List.copyOf(workerTokens);
        requireAtLeast(COMPLETION_THREADS, completionThreads, 1);
        requireAtLeast(COMPLETION_QUEUE, completionQueue, 1);
        requirePositive(TICK_INTERVAL, tickInterval);
        requirePositive(DEFAULT_TIMEOUT, defaultTimeout);
        requirePositive(TOKEN_GRACE, tokenGrace);
        LinkSettings link = connection.link();
        if (tickInterval.multipliedBy(2).compareTo(link.heartbeatInterval()) > 0) {
            throw new IllegalArgumentException(
                    TICK_INTERVAL.key() + " is " + tickInterval + ", allowed is at most half of "
                            + HEARTBEAT_INTERVAL.key() + ", which is " + link.heartbeatInterval());
        }
        if (link.outbox().bytes() < connection.maxMessageBytes()) {
            throw new IllegalArgumentException(
                    MAX_QUEUED_BYTES.key() + " is " + link.outbox().bytes() + ", the least is "
                            + MAX_MESSAGE_BYTES.key() + ", which is " + connection.maxMessageBytes());
        }
        if (maxTimeout.compareTo(defaultTimeout) < 0) {
            throw new IllegalArgumentException(MAX_TIMEOUT.key() + " is " + maxTimeout + ", less than "
                    + DEFAULT_TIMEOUT.key() + ", which is " + defaultTimeout);
        }
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if one is malformed or out of its range; the text names it and says what is allowed
     */
    public static MasterSettings from(Config config) {
        LinkSettings link = new LinkSettings(
                Setting.read(HEARTBEAT_INTERVAL, config, LEAST_HEARTBEAT, LinkSettings.LONGEST),
                new OutboxBounds(
                        Setting.read(MAX_QUEUED_MESSAGES, config, 1, OutboxBounds.MOST_MESSAGES),
                        Setting.read(MAX_QUEUED_BYTES, config, 1L, OutboxBounds.MOST_BYTES)),
                Setting.read(WRITE_DEADLINE, config, LEAST_DURATION, LinkSettings.LONGEST),
                Setting.read(CLOSE_DEADLINE, config, LEAST_DURATION, LinkSettings.LONGEST));
        return new MasterSettings(
                new WorkerCount(Setting.read(WORKER_COUNT, config, 1, WorkerId.MAX_VALUE + 1)),
                new ConnectionSettings(
                        link,
                        Setting.read(MAX_IN_FLIGHT, config, 1, PendingRequests.MOST_PENDING),
                        Setting.read(
                                MAX_MESSAGE_BYTES, config, ConnectionSettings.LEAST_MESSAGE_BYTES, MOST_MESSAGE_BYTES)),
                Setting.read(TICK_INTERVAL, config, LEAST_DURATION, LONGEST_TICK),
                Setting.read(DEFAULT_TIMEOUT, config, LEAST_DURATION, LinkSettings.LONGEST),
                Setting.read(MAX_TIMEOUT, config, LEAST_DURATION, LinkSettings.LONGEST),
                Setting.read(COMPLETION_THREADS, config, 1, MOST_THREADS),
                Setting.read(COMPLETION_QUEUE, config, 1, MOST_COMPLETIONS),
                Setting.read(TOKEN_GRACE, config, LEAST_DURATION, LONGEST_GRACE),
                WORKER_TOKENS.read(config),
                WORKER_TOKEN_FILE.read(config),
                Setting.read(MOST_WAITING, config, 1, MOST_COMPLETIONS),
                Setting.read(LOG_LINES, config, 1, ScriptLog.MOST_LINES),
                Setting.read(LOG_TENANTS, config, 1, MOST_COMPLETIONS));
    }

    private static void requireAtLeast(Setting<?> setting, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(setting.key() + " is " + value + ", the least is " + least);
        }
    }

    private static void requirePositive(Setting<?> setting, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(setting.key() + " is " + value + ", it must be positive");
        }
    }
}
