package org.mesophyll.web.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.mesophyll.master.Setting;

/**
 * The bounds of JSON-RPC at {@code /rpc}.
 *
 * @param maxSessions how many WebSocket sessions there may be
 * @param maxCallsPerSession how many calls of a session, or of a batch sent by POST, may be under way
 * @param maxCallsPerCaller how many calls of a caller may be under way in all sessions
 * @param callsPerSecond how many calls a caller may make in a second; as many may come at once
 * @param maxMessageBytes how large a message may be
 * @param maxBatch how many calls a batch may have
 * @param pingInterval how often a session has to show that it lives
 * @param idleTimeout how long a session may be without a call
 * @param authenticateWithin how long a session may be without a proof of who its caller is
 * @param keyFile a file with the keys of callers, or empty
 * @param origins by which URLs callers reach this master, in lower case: what they sign names one of them
 * @param strangers the bounds of sessions whose callers have not proven who they are
 */
public record JsonRpcSettings(
        int maxSessions,
        int maxCallsPerSession,
        int maxCallsPerCaller,
        int callsPerSecond,
        int maxMessageBytes,
        int maxBatch,
        Duration pingInterval,
        Duration idleTimeout,
        Duration authenticateWithin,
        String keyFile,
        List<String> origins,
        Strangers strangers) {
    private static final Setting<Integer> MAX_SESSIONS = Setting.integer(
            "mesophyll.json-rpc.max-sessions",
            10_000,
            "How many JSON-RPC sessions may be open; beyond, one is closed with 1013.");
    private static final Setting<Integer> MAX_CALLS_PER_SESSION = Setting.integer(
            "mesophyll.json-rpc.max-calls-per-session", 64, "How many calls of one session may be under way.");
    private static final Setting<Integer> MAX_CALLS_PER_CALLER = Setting.integer(
            "mesophyll.json-rpc.max-calls-per-caller",
            1_024,
            "How many calls of one caller may be under way in all sessions.");
    private static final Setting<Integer> CALLS_PER_SECOND = Setting.integer(
            "mesophyll.json-rpc.calls-per-second",
            1_000,
            "How many calls one caller may make in a second; who has not proven who they are makes ten.");
    private static final Setting<Integer> MAX_MESSAGE_BYTES = Setting.integer(
            "mesophyll.json-rpc.max-message-bytes", 1024 * 1024, "How large a JSON-RPC message to the master may be.");
    private static final Setting<Integer> MAX_BATCH =
            Setting.integer("mesophyll.json-rpc.max-batch", 64, "How many calls a JSON-RPC batch may have.");
    private static final Setting<Duration> PING_INTERVAL = Setting.duration(
            "mesophyll.json-rpc.ping-interval",
            Duration.ofSeconds(20),
            "How often a session is pinged; after three without a sign of life it is closed.");
    private static final Setting<Duration> IDLE_TIMEOUT = Setting.duration(
            "mesophyll.json-rpc.idle-timeout",
            Duration.ofMinutes(30),
            "How long a session may be without a call before it is closed.");
    private static final Setting<Duration> AUTHENTICATE_WITHIN = Setting.duration(
            "mesophyll.json-rpc.authenticate-within",
            Duration.ofSeconds(10),
            "How long a session may be open without a proof of who its caller is.");
    private static final Setting<String> KEY_FILE = Setting.text(
            "mesophyll.json-rpc.key-file",
            "",
            "A file with a line `role name key` for each caller who authenticates by an Ed25519 key, in base64.");

    private static final Setting<List<String>> ORIGINS = Setting.list(
            "mesophyll.json-rpc.origins",
            "The URLs by which callers reach this master, each https://host[:port]; who authenticates by a key signs one of"
                    + " them. Without any, keys are good on the master's own machine only.");
    private static final Setting<Integer> MAX_ANONYMOUS_SESSIONS = Setting.integer(
            "mesophyll.json-rpc.max-anonymous-sessions",
            1_000,
            "How many sessions may be open whose callers have not proven who they are; beyond, a handshake is answered 429.");
    private static final Setting<Integer> MAX_ANONYMOUS_PER_ADDRESS = Setting.integer(
            "mesophyll.json-rpc.max-anonymous-sessions-per-address",
            64,
            "How many of these may come from one address; the addresses of an IPv6 /64 count as one.");
    private static final Setting<Integer> ANONYMOUS_PER_SECOND = Setting.integer(
            "mesophyll.json-rpc.anonymous-sessions-per-second",
            2,
            "How many of these one address may begin in a second, after as many at once as it may have; beyond, a handshake is"
                    + " answered 429. Sessions whose callers prove who they are do not count.");
    private static final Setting<Integer> ANONYMOUS_MESSAGE_BYTES = Setting.integer(
            "mesophyll.json-rpc.anonymous-message-bytes", 4_096, "How large a message of such a session may be.");

    /** Every setting of this record. */
    public static final List<Setting<?>> ALL = List.of(
            MAX_SESSIONS,
            MAX_CALLS_PER_SESSION,
            MAX_CALLS_PER_CALLER,
            CALLS_PER_SECOND,
            MAX_MESSAGE_BYTES,
            MAX_BATCH,
            PING_INTERVAL,
            IDLE_TIMEOUT,
            AUTHENTICATE_WITHIN,
            KEY_FILE,
            ORIGINS,
            MAX_ANONYMOUS_SESSIONS,
            MAX_ANONYMOUS_PER_ADDRESS,
            ANONYMOUS_PER_SECOND,
            ANONYMOUS_MESSAGE_BYTES);

    private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#@\\s]+");
    private static final int MOST = 1 << 20;
    private static final int MOST_BYTES = 1 << 26;
    private static final int LEAST_BYTES = 1024;
    private static final Duration LEAST_TIME = Duration.ofMillis(100);
    private static final Duration MOST_TIME = Duration.ofDays(1);

    public JsonRpcSettings {
        origins = origins.stream().map(JsonRpcSettings::origin).toList();
    }

    /**
     * The bounds of sessions whose callers have not proven who they are.
     *
     * @param maxSessions how many there may be
     * @param maxSessionsPerAddress how many of them may come from one address
     * @param sessionsPerSecond how many of them an address may begin in a second, in the long run
     * @param maxMessageBytes how large a message of theirs may be
     */
    public record Strangers(int maxSessions, int maxSessionsPerAddress, int sessionsPerSecond, int maxMessageBytes) {}

    private static String origin(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!ORIGIN.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    ORIGINS.key() + " has entries https://host[:port], without a path: " + text);
        }
        return lower;
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if one is malformed or out of its range; the text names it and says what is allowed
     */
    public static JsonRpcSettings from(Config config) {
        return new JsonRpcSettings(
                Setting.read(MAX_SESSIONS, config, 1, MOST),
                Setting.read(MAX_CALLS_PER_SESSION, config, 1, MOST),
                Setting.read(MAX_CALLS_PER_CALLER, config, 1, MOST),
                Setting.read(CALLS_PER_SECOND, config, 1, MOST),
                Setting.read(MAX_MESSAGE_BYTES, config, LEAST_BYTES, MOST_BYTES),
                Setting.read(MAX_BATCH, config, 1, MOST),
                Setting.read(PING_INTERVAL, config, LEAST_TIME, MOST_TIME),
                Setting.read(IDLE_TIMEOUT, config, LEAST_TIME, MOST_TIME),
                Setting.read(AUTHENTICATE_WITHIN, config, LEAST_TIME, MOST_TIME),
                KEY_FILE.read(config),
                ORIGINS.read(config),
                new Strangers(
                        Setting.read(MAX_ANONYMOUS_SESSIONS, config, 1, MOST),
                        Setting.read(MAX_ANONYMOUS_PER_ADDRESS, config, 1, MOST),
                        Setting.read(ANONYMOUS_PER_SECOND, config, 1, MOST),
                        Setting.read(ANONYMOUS_MESSAGE_BYTES, config, LEAST_BYTES, MOST_BYTES)));
    }
}
