package org.mesophyll.master.state;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
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
    private volatile @Nullable DatabaseSettings settings; // read once, at the first connection
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
        Properties login = new Properties();
        login.setProperty("user", target.user());
        login.setProperty("password", target.password());
        Connection connection = driver(target).connect(target.url(), login);
        if (connection == null) {
            throw new SQLException("the driver does not take the URL of " + target);
        }
        return connection;
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

    private static Driver driver(DatabaseSettings target) {
        return target.isH2() ? new org.h2.Driver() : new org.postgresql.Driver();
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
