package org.mesophyll.master.state;

import static java.util.Map.entry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.mesophyll.master.config.LiteralSetting;

/**
 * Where state is kept, and how much of it one request may move.
 *
 * @param url a JDBC URL of H2 or PostgreSQL
 * @param user the database's user
 * @param password the user's password
 * @param schema the schema that holds the tables; empty for the database's own default
 * @param pool how many connections are used at a time, for how long, and by how many
 * @param find what one search may answer
 * @param quota what one tenant may keep
 * @param stateMemoryBytes how many bytes of tenants' states are kept in memory, at least 0
 * @param syncCommits whether a write is acknowledged only once the disk has it; concerns H2, PostgreSQL has a setting of its own
 * @param purchaseUrl where a tenant buys a global entry, with {@code {key}}, {@code {version}} and {@code {scope}} to be filled in
 */
public record DatabaseSettings(
        String url,
        String user,
        String password,
        String schema,
        PoolLimits pool,
        FindLimits find,
        Quota quota,
        long stateMemoryBytes,
        boolean syncCommits,
        String purchaseUrl) {
    /** The largest pool, which the data source's definition gives. */
    public static final int MAX_CONNECTIONS = 64;

    // at once, where nobody asks for the disk; else the writing of many commits is left to the one who asks, before it
    // is due
    private static final int UNSYNCED_DELAY_MILLIS = 0;
    private static final int SYNCED_DELAY_MILLIS = 500;

    private static final String URL = "mesophyll.db.url";
    private static final String USER = "mesophyll.db.user";
    private static final String PASSWORD = "mesophyll.db.password";
    private static final String SCHEMA = "mesophyll.db.schema";
    static final String MOST_RECORDS = "mesophyll.tenant.max-records";
    static final String MOST_BYTES = "mesophyll.tenant.max-bytes";
    static final String MOST_SCOPES = "mesophyll.tenant.max-scopes";
    static final String MOST_GLOBAL = "mesophyll.tenant.max-global-entries";
    private static final String STATE_MEMORY = "mesophyll.state.memory-bytes";
    private static final String CONNECTIONS = "mesophyll.db.max-connections";
    private static final String WAIT = "mesophyll.db.connection-wait";
    private static final String START = "mesophyll.db.start-wait";
    private static final String STATEMENT = "mesophyll.db.statement-timeout";
    private static final String TOGETHER = "mesophyll.kv.together";
    private static final String SYNC = "mesophyll.db.sync-commits";
    private static final String FIND_RECORDS = "mesophyll.kv.find-limit";
    private static final String FIND_BYTES = "mesophyll.kv.find-bytes-limit";
    private static final Pattern SCHEMA_FORM = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final String PURCHASE_URL = "mesophyll.purchase-url";

    // a transaction waits for the row that another one holds as long as that one may take
    private static final String H2_OPTIONS = ";LOCK_TIMEOUT=10000;WRITE_DELAY=";

    /** Every setting with its default as text; that of the URL is a file in the data directory. */
    public static final Map<String, String> DEFAULTS = Map.ofEntries(
            entry(URL, "jdbc:h2:file:${mesophyll.data-dir}/state" + H2_OPTIONS + SYNCED_DELAY_MILLIS),
            entry(USER, "mesophyll"),
            entry(PASSWORD, ""),
            entry(SCHEMA, ""),
            entry(MOST_RECORDS, "100000"),
            entry(MOST_BYTES, "268435456"),
            entry(MOST_SCOPES, "10000"),
            entry(MOST_GLOBAL, "1000"),
            entry(STATE_MEMORY, "33554432"),
            entry(CONNECTIONS, "16"),
            entry(WAIT, "PT5S"),
            entry(START, "PT30S"),
            entry(STATEMENT, "PT30S"),
            entry(TOGETHER, "64"),
            entry(SYNC, "true"),
            entry(FIND_RECORDS, "10000"),
            entry(FIND_BYTES, "16777216"),
            entry(PURCHASE_URL, "/purchase/{scope}/{key}/{version}"));

    /**
     * How many connections are used at a time, for how long, and by how many.
     *
     * @param maxConnections 1 to {@value DatabaseSettings#MAX_CONNECTIONS}
     * @param longestWait how long a request waits for one to become free, more than zero
     * @param longestStatement how long the database may take for one statement, 1 ms to {@link #MAX_STATEMENT}
     * @param mostTogether how many reads or writes of records that come at once are done together, 1 to {@value #MAX_TOGETHER}; with 1 each by itself
     * @param longestStart how long the first connection waits for a database that is not there yet, zero to {@link #MAX_START}
     */
    public record PoolLimits(
            int maxConnections,
            Duration longestWait,
            Duration longestStatement,
            int mostTogether,
            Duration longestStart) {
        /** The most that one group may hold up. */
        public static final int MAX_TOGETHER = 1000;

        /** The longest time for a statement that both drivers can count. */
        public static final Duration MAX_STATEMENT = Duration.ofDays(1);

        /** The longest time that a server may be kept from starting. */
        public static final Duration MAX_START = Duration.ofMinutes(5);

        public PoolLimits {
            if (longestStart.isNegative() || longestStart.compareTo(MAX_START) > 0) {
                throw new IllegalArgumentException(START + " must be PT0S to " + MAX_START + ": " + longestStart);
            }
            if (maxConnections < 1 || maxConnections > MAX_CONNECTIONS) {
                throw new IllegalArgumentException(
                        CONNECTIONS + " must be 1 to " + MAX_CONNECTIONS + ": " + maxConnections);
            }
            if (longestWait.isNegative() || longestWait.isZero()) {
                throw new IllegalArgumentException(WAIT + " must be more than zero: " + longestWait);
            }
            if (longestStatement.toMillis() < 1 || longestStatement.compareTo(MAX_STATEMENT) > 0) {
                throw new IllegalArgumentException(
                        STATEMENT + " must be PT0.001S to " + MAX_STATEMENT + ": " + longestStatement);
            }
            if (mostTogether < 1 || mostTogether > MAX_TOGETHER) {
                throw new IllegalArgumentException(TOGETHER + " must be 1 to " + MAX_TOGETHER + ": " + mostTogether);
            }
        }
    }

    /**
     * What one search may answer; a larger answer is refused as a whole.
     *
     * @param records how many records, at least 1
     * @param bytes how many bytes of values, at least 1
     */
    public record FindLimits(int records, long bytes) {
        public FindLimits {
            if (records < 1) {
                throw new IllegalArgumentException(FIND_RECORDS + " must be at least 1: " + records);
            }
            if (bytes < 1) {
                throw new IllegalArgumentException(FIND_BYTES + " must be at least 1: " + bytes);
            }
        }
    }

    /**
     * What one tenant may keep. A write that would add to a tenant's records beyond a limit is refused; one that takes away is not.
     *
     * @param records how many records, at least 1
     * @param bytes how many bytes of keys, scopes and values of records, at least 1
     * @param scopes how many different scopes its records have, at least 1
     * @param globalEntries how many global entries, at least 1
     */
    public record Quota(long records, long bytes, int scopes, int globalEntries) {
        public Quota {
            checkPositive(MOST_RECORDS, records);
            checkPositive(MOST_BYTES, bytes);
            checkPositive(MOST_SCOPES, scopes);
            checkPositive(MOST_GLOBAL, globalEntries);
        }

        private static void checkPositive(String key, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(key + " must be at least 1: " + value);
            }
        }
    }

    public DatabaseSettings {
        if (!schema.isEmpty() && !SCHEMA_FORM.matcher(schema).matches()) {
            throw new IllegalArgumentException(SCHEMA + " must be 1 to 63 of a-z 0-9 _, a letter first: it has "
                    + schema.length() + " characters");
        }
        if (stateMemoryBytes < 0) {
            throw new IllegalArgumentException(STATE_MEMORY + " must be at least 0: " + stateMemoryBytes);
        }
        if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(URL + " must start with jdbc:h2: or jdbc:postgresql:");
        }
    }

    /**
     * Reads the settings; without a URL the database is a file of H2 in the data directory, which this makes.
     *
     * @throws IllegalArgumentException if a setting is out of its range or not of its form
     */
    public static DatabaseSettings from(Config config) {
        boolean syncCommits = value(config, SYNC, Boolean.class);
        return new DatabaseSettings(
                config.getOptionalValue(URL, String.class)
                        .orElseGet(() -> fileUrl(DataDirectory.resolve(config), syncCommits)),
                text(config, USER),
                LiteralSetting.find(config, PASSWORD).orElseGet(() -> defaultOf(PASSWORD)),
                text(config, SCHEMA),
                new PoolLimits(
                        value(config, CONNECTIONS, Integer.class),
                        value(config, WAIT, Duration.class),
                        value(config, STATEMENT, Duration.class),
                        value(config, TOGETHER, Integer.class),
                        value(config, START, Duration.class)),
                new FindLimits(value(config, FIND_RECORDS, Integer.class), value(config, FIND_BYTES, Long.class)),
                new Quota(
                        value(config, MOST_RECORDS, Long.class),
                        value(config, MOST_BYTES, Long.class),
                        value(config, MOST_SCOPES, Integer.class),
                        value(config, MOST_GLOBAL, Integer.class)),
                value(config, STATE_MEMORY, Long.class),
                syncCommits,
                text(config, PURCHASE_URL));
    }

    /** Says whether the database is H2, and else PostgreSQL. */
    public boolean isH2() {
        return url.startsWith("jdbc:h2:");
    }

    /** Returns the URL without what it has behind its path, which may be secret. */
    String place() {
        return url.split("[;?]", 2)[0];
    }

    static String fileUrl(Path dataDirectory, boolean syncCommits) {
        String path = dataDirectory.resolve("state").toString();
        if (path.indexOf(';') >= 0) {
            throw new IllegalArgumentException("H2 cannot keep a file below a directory with a semicolon: " + path);
        }
        return "jdbc:h2:file:" + path + H2_OPTIONS + (syncCommits ? SYNCED_DELAY_MILLIS : UNSYNCED_DELAY_MILLIS);
    }

    private static String text(Config config, String key) {
        return config.getOptionalValue(key, String.class).orElseGet(() -> defaultOf(key));
    }

    private static <T> T value(Config config, String key, Class<T> type) {
        return config.getOptionalValue(key, type).orElseGet(() -> {
            T converted = config.getConverter(type)
                    .orElseThrow(() -> new IllegalStateException("no converter for " + type))
                    .convert(defaultOf(key));
            if (converted == null) {
                throw new IllegalStateException("no default of " + key);
            }
            return converted;
        });
    }

    private static String defaultOf(String key) {
        String text = DEFAULTS.get(key);
        if (text == null) {
            throw new IllegalStateException("no default of " + key);
        }
        return text;
    }

    /** Tells the settings without the password and without what the URL has behind its path. */
    @Override
    public String toString() {
        return "DatabaseSettings[url=" + place() + ", pool=" + pool + ", find=" + find + "]";
    }
}
