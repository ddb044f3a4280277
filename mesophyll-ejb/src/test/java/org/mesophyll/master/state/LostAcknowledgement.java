package org.mesophyll.master.state;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database whose answers to commits are lost: it commits, or rolls back, and the connection breaks. */
final class LostAcknowledgement {
    private final DataSource target;
    private final boolean commits;
    private final AtomicInteger losses = new AtomicInteger(); // that are still to come

    LostAcknowledgement(DataSource target, boolean commits) {
        this.target = target;
        this.commits = commits;
    }

    void loseNext(int commits) {
        losses.set(commits);
    }

    int left() {
        return losses.get();
    }

    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                LostAcknowledgement.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, given) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return losing(target.getConnection());
                });
    }

    private Connection losing(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                LostAcknowledgement.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, given) -> {
                    boolean isLost =
                            method.getName().equals("commit") && losses.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                    if (isLost) {
                        end(connection);
                        throw new SQLException("the answer to the commit was lost", "08006");
                    }
                    try {
                        return method.invoke(connection, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void end(Connection connection) throws SQLException {
        if (commits) {
            connection.commit();
        } else {
            connection.rollback();
        }
    }
}
