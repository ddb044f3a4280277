package org.mesophyll.web.settings;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Setting;

/**
 * How scripts are taken from Redis.
 *
 * @param address where it is, or null if none are
 * @param queues the names of the queues
 * @param prefix what all keys begin with
 * @param keep for how long a task is kept after its end
 * @param maxRunning how many tasks of a queue may be taken that have not ended
 * @param connectTimeout how long a connection may take to be made
 * @param commandTimeout how long Redis may take for a command
 */
public record RedisSettings(
        @Nullable RedisAddress address,
        List<String> queues,
        String prefix,
        Duration keep,
        int maxRunning,
        Duration connectTimeout,
        Duration commandTimeout) {
    private static final Setting<String> URL = Setting.text(
                    "mesophyll.scripts.redis-url",
                    "",
                    "The Redis that scripts are taken from and answered into, redis://user:password@host:6379/0, or rediss:// for TLS;"
                            + " empty: none.")
            .literal();
    private static final Setting<List<String>> QUEUES = Setting.list(
            "mesophyll.scripts.redis-queues",
            "scripts",
            "The names of the queues that scripts are taken from, 16 at most.");
    private static final Setting<String> PREFIX = Setting.text(
            "mesophyll.scripts.redis-prefix",
            "mesophyll:",
            "What all keys in Redis begin with; no two masters may have the same.");
    private static final Setting<Duration> KEEP = Setting.duration(
            "mesophyll.scripts.redis-keep", Duration.ofDays(1), "How long a task is kept in Redis after its end.");
    private static final Setting<Integer> MAX_RUNNING = Setting.integer(
            "mesophyll.scripts.redis-max-running",
            64,
            "How many tasks of a queue may be taken that have not ended; more stay in the queue.");
    private static final Setting<Duration> CONNECT_TIMEOUT = Setting.duration(
            "mesophyll.scripts.redis-connect-timeout",
            Duration.ofSeconds(2),
            "How long a connection to Redis may take to be made.");
    private static final Setting<Duration> COMMAND_TIMEOUT = Setting.duration(
            "mesophyll.scripts.redis-command-timeout", Duration.ofSeconds(2), "How long Redis may take for a command.");

    /** Every setting of this record. */
    public static final List<Setting<?>> ALL =
            List.of(URL, QUEUES, PREFIX, KEEP, MAX_RUNNING, CONNECT_TIMEOUT, COMMAND_TIMEOUT);

    private static final int MOST_QUEUES = 16; // each has a thread
    private static final int MOST_RUNNING = 10_000;
    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern PREFIX_FORM = Pattern.compile("[!-~]{0,64}");
    private static final Duration LEAST_KEEP = Duration.ofSeconds(1);
    private static final Duration MOST_KEEP = Duration.ofDays(365);
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(10);
    private static final Duration MOST_TIMEOUT = Duration.ofSeconds(30);

    public RedisSettings {
        queues = List.copyOf(queues);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if one is malformed or out of its range; the text names it and says what is allowed
     */
    public static RedisSettings from(Config config) {
        return new RedisSettings(
                address(URL.read(config)),
                queues(QUEUES.read(config)),
                prefix(PREFIX.read(config)),
                Setting.read(KEEP, config, LEAST_KEEP, MOST_KEEP),
                Setting.read(MAX_RUNNING, config, 1, MOST_RUNNING),
                Setting.read(CONNECT_TIMEOUT, config, LEAST_TIMEOUT, MOST_TIMEOUT),
                Setting.read(COMMAND_TIMEOUT, config, LEAST_TIMEOUT, MOST_TIMEOUT));
    }

    private static @Nullable RedisAddress address(String url) {
        try {
            return url.isEmpty() ? null : RedisAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(URL.key() + " is " + e.getMessage(), e);
        }
    }

    private static List<String> queues(List<String> names) {
        if (names.isEmpty() || names.size() > MOST_QUEUES || Set.copyOf(names).size() < names.size()) {
            throw new IllegalArgumentException(QUEUES.key() + " has " + names.size() + " names, allowed are 1 to "
                    + MOST_QUEUES + " different ones");
        }
        for (String name : names) {
            if (!QUEUE.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        QUEUES.key() + " has a name that is not 1 to 64 of A-Z a-z 0-9 . _ -");
            }
        }
        return names;
    }

    private static String prefix(String prefix) {
        if (!PREFIX_FORM.matcher(prefix).matches()) {
            throw new IllegalArgumentException(PREFIX.key() + " has " + prefix.length()
                    + " characters, allowed are 0 to 64 printable ones of ASCII without blanks");
        }
        return prefix;
    }
}
