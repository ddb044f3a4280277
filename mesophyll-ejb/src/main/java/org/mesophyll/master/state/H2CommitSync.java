package org.mesophyll.master.state;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * Makes H2 write what is committed and call fsync, which it does not do at a commit. One call serves all who committed before it
 * began: of those who wait, one makes the call and the others wait for its end. With many at once that is faster than to let H2
 * write at each commit ({@code WRITE_DELAY=0}), and survives a power cut besides.
 *
 * <p>Safe for use by any number of threads.
 */
final class H2CommitSync implements CommitSync {
    private static final long MOST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final DataSource dataSource;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long committed; // guarded by lock: how many have come
    private long synced; // guarded by lock: how many of them, from the first, are on the disk
    private boolean running; // guarded by lock: whether a call is under way

    H2CommitSync(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void afterCommit() {
        lock.lock();
        try {
            long own = ++committed;
            awaitTurn(own);
            if (synced >= own) {
                return;
            }
            lead();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StateUnavailableException.inDoubt("interrupted while the disk was written", e);
        } finally {
            lock.unlock();
        }
    }

    private void awaitTurn(long own) throws InterruptedException {
        long left = MOST_WAIT_NANOS;
        while (running && synced < own) {
            if (left <= 0) {
                throw StateUnavailableException.inDoubt("the disk was not written in time", null);
            }
            left = ended.awaitNanos(left);
        }
    }

    // called and left with the lock held; runs without it
    private void lead() {
        long covered = committed;
        boolean done = false;
        running = true;
        lock.unlock();
        try {
            checkpoint();
            done = true;
        } finally {
            lock.lock();
            running = false;
            if (done) {
                synced = Math.max(synced, covered);
            }
            ended.signalAll();
        }
    }

    private void checkpoint() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        } catch (SQLException e) {
            throw StateUnavailableException.inDoubt(
                    "the disk could not be written (SQL state " + e.getSQLState() + ")", e);
        }
    }
}
