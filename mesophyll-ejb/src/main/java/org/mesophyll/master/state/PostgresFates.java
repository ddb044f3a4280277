package org.mesophyll.master.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Asks PostgreSQL about a transaction by the number that it had; waits for a database that is away only for a moment. */
final class PostgresFates implements CommitFates {
    /** Returns the number of the transaction under way, null if it has changed nothing. */
    static final String CURRENT = "select txid_current_if_assigned()";

    private static final String STATUS = "select txid_status(?)";
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final DataSource dataSource;
    private final Duration patience;
    private final LongSupplier nanoClock;

    PostgresFates(DataSource dataSource, Duration patience, LongSupplier nanoClock) {
        this.dataSource = dataSource;
        this.patience = patience;
        this.nanoClock = nanoClock;
    }

    @Override
    public Fate of(@Nullable Long transaction) {
        if (transaction == null) {
            return Fate.ABORTED; // there was nothing to commit
        }
        long end = nanoClock.getAsLong() + patience.toNanos();
        while (true) {
            Fate fate = ask(transaction);
            boolean isOver = Thread.currentThread().isInterrupted() || nanoClock.getAsLong() - end >= 0;
            if (fate != Fate.UNKNOWN || isOver) {
                return fate;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private Fate ask(long transaction) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(STATUS)) {
            statement.setLong(1, transaction);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? fate(rows.getString(1)) : Fate.UNKNOWN;
            }
        } catch (SQLException e) { // still away
            return Fate.UNKNOWN;
        }
    }

    private static Fate fate(@Nullable String status) {
        if ("committed".equals(status)) {
            return Fate.COMMITTED;
        }
        return "aborted".equals(status) ? Fate.ABORTED : Fate.UNKNOWN;
    }
}
