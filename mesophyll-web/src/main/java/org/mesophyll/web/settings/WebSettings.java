package org.mesophyll.web.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.mesophyll.master.Setting;
import org.mesophyll.web.guard.AnswerSettings;
import org.mesophyll.web.guard.BodySettings;
import org.mesophyll.web.guard.ByteBudget;
import org.mesophyll.web.guard.ThrottleSettings;

/**
 * What the doors of the master are set to.
 *
 * @param allowedOrigins the origins of browsers that may come, as {@code https://host[:port]} in lower case; a request
 *     without an origin is a worker's and needs none
 * @param tenantOwnershipCheck whether a worker reaches only the tenants that it owns
 * @param operatorTokenFile where the operators' tokens are kept
 * @param throttle how failures to authenticate are slowed
 * @param bodies how fast and how large bodies must be
 * @param answers how fast answers must be taken, and how many bytes of them wait
 * @param receiving the bounds of half-received WebSocket messages
 */
public record WebSettings(
        Set<String> allowedOrigins,
        boolean tenantOwnershipCheck,
        Path operatorTokenFile,
        ThrottleSettings throttle,
        BodySettings bodies,
        AnswerSettings answers,
        Receiving receiving) {
    private static final ThrottleSettings THROTTLE = ThrottleSettings.DEFAULT;
    private static final BodySettings BODIES = BodySettings.DEFAULT;

    private static final Setting<List<String>> ALLOWED_ORIGINS = Setting.list(
            "mesophyll.allowed-origins",
            "Origins of browsers that may connect, each https://host[:port]; workers send no Origin and need none.");
    private static final Setting<Boolean> TENANT_OWNERSHIP_CHECK = Setting.flag(
            "mesophyll.tenant-ownership-check",
            true,
            "Whether a worker reaches only the state of tenants that it owns.");
    private static final Setting<String> OPERATOR_TOKEN_FILE = Setting.text(
            "mesophyll.operator-token-file",
            "",
            "The file of the operators' tokens; empty: operator-tokens in the data directory. Made at the first start.");
    private static final Setting<Integer> FAILURE_FREE_ATTEMPTS = Setting.integer(
            "mesophyll.failure.free-attempts",
            THROTTLE.freeFailures(),
            "How many failures to authenticate an address has before its answers are delayed.");
    private static final Setting<Duration> FAILURE_FIRST_DELAY = Setting.duration(
            "mesophyll.failure.first-delay",
            THROTTLE.firstDelay(),
            "The delay of the first such answer; each further failure doubles it.");
    private static final Setting<Duration> FAILURE_LONGEST_DELAY = Setting.duration(
            "mesophyll.failure.longest-delay", THROTTLE.longestDelay(), "The longest delay of an answer.");
    private static final Setting<Duration> FAILURE_FORGET_AFTER = Setting.duration(
            "mesophyll.failure.forget-after",
            THROTTLE.forgetAfter(),
            "After how long without a failure an address starts anew.");
    private static final Setting<Integer> FAILURE_ADDRESSES =
            Setting.integer("mesophyll.failure.addresses", THROTTLE.addresses(), "How many addresses are remembered.");
    private static final Setting<Integer> FAILURE_DELAYED_PER_ADDRESS = Setting.integer(
            "mesophyll.failure.delayed-per-address",
            THROTTLE.delayedPerAddress(),
            "How many answers to one address may be delayed at once; beyond, its tokens are not compared and it is 429.");
    private static final Setting<Integer> FAILURE_DELAYED = Setting.integer(
            "mesophyll.failure.delayed",
            THROTTLE.delayed(),
            "How many answers may be delayed at once in all; beyond, tokens of addresses with failures are not compared and it is 429.");

    private static final Setting<Integer> HALF_RECEIVED_BYTES = Setting.integer(
            "mesophyll.half-received.max-bytes",
            Receiving.DEFAULT.maxBytes(),
            "How many bytes of messages that are not complete the master keeps at /ws, and again at /rpc; beyond, the sender is closed with 1013.");
    private static final Setting<Integer> HALF_RECEIVED_BYTES_PER_SENDER = Setting.integer(
            "mesophyll.half-received.max-bytes-per-sender",
            Receiving.DEFAULT.maxBytesPerSender(),
            "How many of them one worker or caller may have sent, over all its connections; one message always fits.");

    private static final Setting<Duration> BODY_GRACE = Setting.duration(
            "mesophyll.body.grace",
            BODIES.grace(),
            "How long a request's body, or its answer, may take before its rate counts.");
    private static final Setting<Integer> BODY_LEAST_RATE = Setting.integer(
            "mesophyll.body.least-rate",
            BODIES.leastBytesPerSecond(),
            "How many bytes a second must arrive after that, on average; a slower body is 408, the connection of a slower reader is closed.");
    private static final Setting<Duration> BODY_DEADLINE = Setting.duration(
            "mesophyll.body.deadline", BODIES.deadline(), "How long a body may take in all; later is 408.");
    private static final Setting<Integer> BODY_MAX_BYTES = Setting.integer(
            "mesophyll.body.max-bytes",
            BODIES.maxBytes(),
            "How many bytes all bodies may hold that are arriving or wait to be handled; beyond is 503.");
    private static final Setting<Integer> BODY_MAX_BYTES_PER_ADDRESS = Setting.integer(
            "mesophyll.body.max-bytes-per-address",
            BODIES.maxBytesPerAddress(),
            "How many of these bytes may come from one address; beyond is 429.");
    private static final Setting<Integer> BODY_MAX_RUNNING = Setting.integer(
            "mesophyll.body.max-running",
            BODIES.maxRunning(),
            "How many requests may run at once whose bodies came after their heads; more wait.");

    private static final Setting<Integer> ANSWER_MAX_BYTES = Setting.integer(
            "mesophyll.answer.max-bytes",
            AnswerSettings.DEFAULT.maxBytes(),
            "How many bytes all answers may hold that are made or wait for their peers, not counting the first 16 KiB of each; beyond is 503.");
    private static final Setting<Integer> ANSWER_MAX_BYTES_PER_ADDRESS = Setting.integer(
            "mesophyll.answer.max-bytes-per-address",
            AnswerSettings.DEFAULT.maxBytesPerAddress(),
            "How many of these bytes may wait for one address; beyond is 503.");

    /** Every setting of this record. */
    public static final List<Setting<?>> ALL = List.of(
            ALLOWED_ORIGINS,
            TENANT_OWNERSHIP_CHECK,
            OPERATOR_TOKEN_FILE,
            FAILURE_FREE_ATTEMPTS,
            FAILURE_FIRST_DELAY,
            FAILURE_LONGEST_DELAY,
            FAILURE_FORGET_AFTER,
            FAILURE_ADDRESSES,
            FAILURE_DELAYED_PER_ADDRESS,
            FAILURE_DELAYED,
            BODY_GRACE,
            BODY_LEAST_RATE,
            BODY_DEADLINE,
            BODY_MAX_BYTES,
            BODY_MAX_BYTES_PER_ADDRESS,
            BODY_MAX_RUNNING,
            ANSWER_MAX_BYTES,
            ANSWER_MAX_BYTES_PER_ADDRESS,
            HALF_RECEIVED_BYTES,
            HALF_RECEIVED_BYTES_PER_SENDER);

    private static final Duration LEAST_TIME = Duration.ofMillis(100);
    private static final Duration MOST_TIME = Duration.ofHours(1);
    private static final int LEAST_BODIES = 8 << 20; // a few of the largest
    private static final int LEAST_ANSWERS = 16 << 20; // one of the largest that are collected, and its last piece
    private static final int MOST_RUNNING = 10_000;

    private static final int LEAST_BYTES = 1 << 16;
    private static final String OPERATOR_TOKEN_FILE_NAME = "operator-tokens";

    public WebSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /**
     * Reads the settings.
     *
     * @param dataDirectory where the token file is by default
     * @throws IllegalArgumentException if one is malformed or out of its range; the text names it and says what is allowed
     */
    public static WebSettings from(Config config, Path dataDirectory) {
        return new WebSettings(
                ALLOWED_ORIGINS.read(config).stream()
                        .map(origin -> origin.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()),
                TENANT_OWNERSHIP_CHECK.read(config),
                operatorTokenFile(OPERATOR_TOKEN_FILE.read(config), dataDirectory),
                new ThrottleSettings(
                        FAILURE_FREE_ATTEMPTS.read(config),
                        FAILURE_FIRST_DELAY.read(config),
                        FAILURE_LONGEST_DELAY.read(config),
                        FAILURE_FORGET_AFTER.read(config),
                        FAILURE_ADDRESSES.read(config),
                        FAILURE_DELAYED_PER_ADDRESS.read(config),
                        FAILURE_DELAYED.read(config)),
                new BodySettings(
                        Setting.read(BODY_GRACE, config, LEAST_TIME, MOST_TIME),
                        Setting.read(BODY_LEAST_RATE, config, 1, Integer.MAX_VALUE),
                        Setting.read(BODY_DEADLINE, config, LEAST_TIME, MOST_TIME),
                        Setting.read(BODY_MAX_BYTES, config, LEAST_BODIES, Integer.MAX_VALUE),
                        Setting.read(BODY_MAX_BYTES_PER_ADDRESS, config, LEAST_BODIES, Integer.MAX_VALUE),
                        Setting.read(BODY_MAX_RUNNING, config, 1, MOST_RUNNING)),
                new AnswerSettings(
                        Setting.read(BODY_GRACE, config, LEAST_TIME, MOST_TIME),
                        Setting.read(BODY_LEAST_RATE, config, 1, Integer.MAX_VALUE),
                        Setting.read(ANSWER_MAX_BYTES, config, LEAST_ANSWERS, Integer.MAX_VALUE),
                        Setting.read(ANSWER_MAX_BYTES_PER_ADDRESS, config, LEAST_ANSWERS, Integer.MAX_VALUE)),
                new Receiving(
                        Setting.read(HALF_RECEIVED_BYTES, config, LEAST_BYTES, Integer.MAX_VALUE),
                        Setting.read(HALF_RECEIVED_BYTES_PER_SENDER, config, LEAST_BYTES, Integer.MAX_VALUE)));
    }

    /**
     * The bounds of half-received WebSocket messages.
     *
     * @param maxBytes of all senders at a door
     * @param maxBytesPerSender of one sender at a door
     */
    public record Receiving(int maxBytes, int maxBytesPerSender) {
        /** 64 MiB, of which one sender may take 8 MiB. */
        public static final Receiving DEFAULT = new Receiving(64 << 20, 8 << 20);

        /**
         * Returns an empty budget of a door.
         *
         * @param maxMessageBytes the largest message, of which one sender has room for two: while the parts of one are put
         *     together, the next part is on its way
         */
        public ByteBudget budget(int maxMessageBytes) {
            long least = 2L * maxMessageBytes;
            long perSender = Math.max(maxBytesPerSender, least);
            return new ByteBudget(Math.max(maxBytes, perSender), perSender);
        }
    }

    private static Path operatorTokenFile(String set, Path dataDirectory) {
        return set.isEmpty() ? dataDirectory.resolve(OPERATOR_TOKEN_FILE_NAME) : Path.of(set);
    }
}
