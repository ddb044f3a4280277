package org.mesophyll.master.state;

import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to the database that {@link DatabaseSettings} name, so that one package serves any of them: a server's pool
 * is made over this class, which is all that the package tells it.
 *
 * <p>The setters are there for servers, which call those that a pool's definition mentions; what they are given counts for nothing.
 */
public class ConfiguredDataSource implements DataSource {
    private static final Duration UNTIL_IT_HAS_SAID_SO = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(ConfiguredDataSource.class.getName());
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    // nobody listens, nobody answers in time, and the database says that it is starting
    private static final Set<String> NOT_THERE_STATES = Set.of("08001", "57P03");

    private final Losses losses = new Losses(System::nanoTime);
    private volatile @Nullable DatabaseSettings settings; // read once, at the first connection
    private volatile boolean wasThere; // the database; written once
    private volatile @Nullable PrintWriter logWriter; // kept for whoever asks
    private volatile int loginTimeoutSeconds; // kept for whoever asks

    /** Makes a source of the database that the application's settings name. */
    public ConfiguredDataSource() {}

    /** Makes a source of the database that these settings name. */
    ConfiguredDataSource(DatabaseSettings settings) {
        this.settings = settings;
    }

    @Override
    public Connection getConnection() throws SQLException {
        DatabaseSettings target = settings();
        if (target.isH2()) { // in this process
            return connect(target);
        }
        return ReconnectingConnection.open(() -> connectOnceThere(target), losses, System::nanoTime);
    }

    /** Connects; waits for a database that has not been there yet, as where both start with the machine. */
    private Connection connectOnceThere(DatabaseSettings target) throws SQLException {
        long end = System.nanoTime() + target.pool().longestStart().toNanos();
        boolean told = false;
        while (true) {
            try {
                Connection connection = connect(target);
                wasThere = true;
                return connection;
            } catch (SQLException e) {
                boolean isFinal = wasThere || Thread.currentThread().isInterrupted() || System.nanoTime() - end >= 0;
                if (isFinal || !NOT_THERE_STATES.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
            }
            if (!told) {
                LOG.log(Level.WARNING, "waiting for {0}, which is not there yet", target.place());
                told = true;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private static Connection connect(DatabaseSettings target) throws SQLException {
        Connection connection = driver(target).connect(target.url(), properties(target));
        if (connection == null) {
            throw new SQLException("the driver does not take the URL of " + target);
        }
        if (target.isH2() && !target.schema().isEmpty()) {
            useSchema(connection, target.schema());
        }
        return connection;
    }

    /** Has H2, which uses no schema that is not there, make it first; the settings have checked the name. */
    private static void useSchema(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists \"" + schema + "\"");
            statement.execute("set schema \"" + schema + "\"");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns who connects, and what ends a statement that takes too long; what the URL says of the same counts more. */
    private static Properties properties(DatabaseSettings target) {
        Properties properties = new Properties();
        properties.setProperty("user", target.user());
        properties.setProperty("password", target.password());
        Duration limit = target.pool().longestStatement();
        if (target.isH2()) {
            if (!target.url().toUpperCase(Locale.ROOT).contains(";QUERY_TIMEOUT=")) {
                properties.setProperty("QUERY_TIMEOUT", Long.toString(limit.toMillis()));
            }
            return properties;
        }
        // The database ends a statement; the socket's time-out ends the wait for a database that does not answer at
        // all.
        properties.setProperty("options", "-c statement_timeout=" + limit.toMillis());
        properties.setProperty(
                "socketTimeout", Long.toString(limit.plus(UNTIL_IT_HAS_SAID_SO).toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        if (!target.schema().isEmpty()) {
            properties.setProperty("currentSchema", target.schema()); // the migrations make it
        }
        return properties;
    }

    /** Opens a connection as the configured user, whoever the caller names. */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return getConnection();
    }

    private DatabaseSettings settings() {
        DatabaseSettings known = settings;
        if (known != null) {
            return known;
        }
        // a pool opens connections on threads of the server, whose context class loader knows no application
        ClassLoader application = ConfiguredDataSource.class.getClassLoader();
        DatabaseSettings read = DatabaseSettings.from(ConfigProvider.getConfig(application));
        settings = read;
        return read;
    }

    // not by the DriverManager, which shows an application what other class loaders registered
    private static Driver driver(DatabaseSettings target) throws SQLException {
        for (Driver driver : ServiceLoader.load(Driver.class, ConfiguredDataSource.class.getClassLoader())) {
            if (driver.acceptsURL(target.url())) {
                return driver;
            }
        }
        throw new SQLException("no driver takes the URL of " + target);
    }

    public void setUrl(String ignored) {}

    public String getUrl() {
        return "configured";
    }

    public void setURL(String ignored) {}

    public String getURL() {
        return "configured";
    }

    public void setUser(String ignored) {}

    public String getUser() {
        return "";
    }

    public void setPassword(String ignored) {}

    public String getPassword() {
        return "";
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        logWriter = out;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeoutSeconds = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeoutSeconds;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("there is no logger");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(this)) {
            throw new SQLException("not a " + type.getName());
        }
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
