package org.mesophyll.master.state;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is made anew when the database, or something on the way to it, has cut it: for servers' pools, which would lend a
 * dead one again and again.
 *
 * <p>Before work begins on one that has rested for {@link #TRUSTED}, or that was last used before another one was found dead, the
 * database is asked whether it is alive. Nothing is made anew within a transaction: that one fails.
 *
 * <p>For one thread at a time, as connections are.
 */
final class ReconnectingConnection implements InvocationHandler {
    /** After its last use, how long a connection is taken to be alive. */
    static final Duration TRUSTED = Duration.ofSeconds(1);

    private static final int ANSWER_SECONDS = 2;
    private static final Set<String> WORK =
            Set.of("createStatement", "prepareCall", "prepareStatement", "setSavepoint");
    private static final Set<String> SETTINGS = Set.of(
            "setAutoCommit", "setCatalog", "setHoldability", "setReadOnly", "setSchema", "setTransactionIsolation");

    private final Opener opener;
    private final Losses losses;
    private final LongSupplier nanoClock;
    private final Map<String, Setting> settings = new LinkedHashMap<>(); // by the method's name
    private Connection connection;
    private long usedNanos;
    private boolean isAutoCommit = true;
    private boolean isInWork; // something has been done in the transaction
    private boolean isEnded; // by its owner

    /** Makes connections. */
    @FunctionalInterface
    interface Opener {
        Connection open() throws SQLException;
    }

    /** What the owner has set, for the next connection. */
    private record Setting(Method method, Object value) {}

    private ReconnectingConnection(Opener opener, Losses losses, LongSupplier nanoClock) throws SQLException {
        this.opener = opener;
        this.losses = losses;
        this.nanoClock = nanoClock;
        this.connection = opener.open();
        this.usedNanos = nanoClock.getAsLong();
    }

    /**
     * Opens one.
     *
     * @param losses shared by all connections to a database
     * @throws SQLException as the opener
     */
    static Connection open(Opener opener, Losses losses, LongSupplier nanoClock) throws SQLException {
        return (Connection) Proxy.newProxyInstance(
                ReconnectingConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new ReconnectingConnection(opener, losses, nanoClock));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && arguments[0] == proxy;
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "reconnecting " + connection;
            default -> call(method, arguments);
        };
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        boolean isWork = WORK.contains(name);
        boolean isSetting = SETTINGS.contains(name);
        if ((isWork || isSetting) && !isInWork && !isEnded) {
            ensureAlive();
        }
        isInWork = isInWork || (isWork && !isAutoCommit);
        isEnded = isEnded || name.equals("close") || name.equals("abort");
        Object result;
        try {
            result = invoke(connection, method, arguments);
        } finally {
            isInWork = isInWork && !isEndOfTransaction(name, arguments);
        }
        if (isSetting && arguments != null) {
            keep(new Setting(method, arguments[0]));
        }
        return result;
    }

    private static boolean isEndOfTransaction(String name, Object @Nullable [] arguments) {
        return name.equals("commit") || (name.equals("rollback") && arguments == null); // not to a savepoint
    }

    private void keep(Setting setting) {
        String name = setting.method().getName();
        settings.put(name, setting);
        if (name.equals("setAutoCommit")) {
            isAutoCommit = (boolean) setting.value();
            isInWork = isInWork && !isAutoCommit;
        }
    }

    private void ensureAlive() throws SQLException {
        if (isDead()) {
            losses.found();
            reconnect();
        }
        usedNanos = nanoClock.getAsLong();
    }

    private boolean isDead() throws SQLException {
        if (connection.isClosed()) { // what the driver knows, from a statement that failed
            return true;
        }
        boolean isTrusted = nanoClock.getAsLong() - usedNanos < TRUSTED.toNanos() && !losses.since(usedNanos);
        // without automatic commits the question would begin a transaction
        return !isTrusted && isAutoCommit && !connection.isValid(ANSWER_SECONDS);
    }

    private void reconnect() throws SQLException {
        Connection dead = connection;
        Connection made = opener.open();
        try {
            for (Setting setting : settings.values()) {
                Object unused = invoke(made, setting.method(), new Object[] {setting.value()});
            }
        } catch (SQLException | RuntimeException e) {
            made.close();
            throw e;
        }
        connection = made;
        dead.abort(Runnable::run); // without a word to who may not be there any more
    }

    private static @Nullable Object invoke(Connection connection, Method method, Object @Nullable [] arguments)
            throws SQLException {
        try {
            return method.invoke(connection, arguments);
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof SQLException said) {
                throw said;
            }
            throw new IllegalStateException(method.getName() + " failed", e);
        }
    }
}
