package org.mesophyll.master.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one connection, prepared, with their parameters in the order of the question marks.
 *
 * <p>Confined to the thread that holds the connection. Every method throws {@link SqlFailedException} if the database refuses.
 */
final class Sql {
    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /**
     * Makes a value of a row.
     *
     * @param <T> the value's type
     */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> rows(String text, List<?> parameters, Row<T> row) {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            bind(statement, parameters);
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(row.read(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new SqlFailedException(e);
        }
    }

    <T> Optional<T> first(String text, List<?> parameters, Row<T> row) {
        List<T> found = rows(text, parameters, row);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    /** Runs one statement for each of the lists of parameters, in one trip to the database, and returns how many rows each changed. */
    int[] changeEach(String text, List<? extends List<?>> parameters) {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (List<?> each : parameters) {
                bind(statement, each);
                statement.addBatch();
            }
            return statement.executeBatch();
        } catch (SQLException e) {
            throw new SqlFailedException(e);
        }
    }

    /** Says whether the database is H2, and else PostgreSQL. */
    boolean isH2() {
        try {
            return connection.getMetaData().getDatabaseProductName().startsWith("H2");
        } catch (SQLException e) {
            throw new SqlFailedException(e);
        }
    }

    /** Returns the name that PostgreSQL has given to the transaction under way, or null if it has changed nothing. */
    @Nullable Long transaction() {
        List<Optional<Long>> names = rows(PostgresFates.CURRENT, List.of(), row -> {
            long name = row.getLong(1);
            return row.wasNull() ? Optional.empty() : Optional.of(name);
        });
        return names.get(0).orElse(null);
    }

    /** Returns so many question marks with commas between them. */
    static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private static void bind(PreparedStatement statement, List<?> parameters) throws SQLException {
        int index = 1;
        for (Object parameter : parameters) {
            statement.setObject(index++, parameter);
        }
    }
}
