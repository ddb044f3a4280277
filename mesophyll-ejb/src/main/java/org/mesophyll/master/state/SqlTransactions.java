package org.mesophyll.master.state;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements of our own, by {@link Attempts}, over a data source that takes no part in a server's transactions: what is asked
 * most often costs neither an entity manager nor a transaction manager.
 *
 * <p>Safe for use by any number of threads. Work may run several times, and each time must start anew.
 */
final class SqlTransactions {
    private final DataSource dataSource;
    private final CommitSync sync;
    private final Attempts attempts;
    private final Function<Sql, @Nullable Long> name;

    SqlTransactions(DataSource dataSource, CommitSync sync, Attempts attempts) {
        this.dataSource = dataSource;
        this.sync = sync;
        this.attempts = attempts;
        this.name = attempts.namesTransactions() ? Sql::transaction : sql -> null;
    }

    /**
     * Runs work that changes nothing, each statement for itself, and returns what the work returns.
     *
     * @throws StateUnavailableException if the database does not do it
     */
    <T extends @Nullable Object> T read(Function<Sql, T> work) {
        return attempts.read(this::withoutTransaction, work);
    }

    /**
     * Runs work in one transaction, and returns what it returns once its changes are on the disk.
     *
     * @throws StateUnavailableException if the database does not do it, or does not say whether it did
     */
    <T extends @Nullable Object> T write(Function<Sql, T> work) {
        return attempts.write(this::inTransaction, work, name, sync);
    }

    private void withoutTransaction(Predicate<Sql> work) {
        try (Connection connection = dataSource.getConnection()) {
            boolean unused = work.test(new Sql(connection));
        } catch (SQLException e) {
            throw new SqlFailedException(e);
        }
    }

    private void inTransaction(Predicate<Sql> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean commit = false;
            try {
                commit = work.test(new Sql(connection));
            } finally {
                end(connection, commit);
            }
        } catch (SQLException e) {
            throw new SqlFailedException(e);
        }
    }

    private static void end(Connection connection, boolean commit) throws SQLException {
        try {
            if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
