package org.mesophyll.master.state;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database that at times gives no connections, or commits and then fails. Safe for any thread. */
final class UnreliableDataSource {
    private final DataSource real;
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicInteger missed = new AtomicInteger();
    private final AtomicInteger doubtful = new AtomicInteger();
    private final AtomicBoolean awayAfterDoubt = new AtomicBoolean();

    UnreliableDataSource(DataSource real) {
        this.real = real;
    }

    /** Gives no connections, or gives them again. */
    void away(boolean isAway) {
        away.set(isAway);
    }

    /** Returns how often no connection was given. */
    int missed() {
        return missed.get();
    }

    /** Has the next commits fail after they were made. */
    void doubt(int commits) {
        doubtful.set(commits);
    }

    /** Has the next commit fail after it was made, and no connections given from then on. */
    void doubtAndGo() {
        awayAfterDoubt.set(true);
    }

    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (away.get()) {
                        missed.incrementAndGet();
                        throw new SQLException("away", "08001");
                    }
                    Object result = invoke(() -> method.invoke(real, arguments));
                    return result instanceof Connection connection ? wrapped(connection) : result;
                });
    }

    private Connection wrapped(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Object result = invoke(() -> method.invoke(connection, arguments));
                    if (method.getName().equals("commit")) {
                        fail();
                    }
                    return result;
                });
    }

    private void fail() throws SQLException {
        boolean goes = awayAfterDoubt.getAndSet(false);
        if (goes) {
            away.set(true);
        }
        if (goes || doubtful.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new SQLException("the answer to the commit was lost", "08006");
        }
    }

    private interface Call {
        Object make() throws ReflectiveOperationException;
    }

    private static Object invoke(Call call) throws Throwable {
        try {
            return call.make();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
