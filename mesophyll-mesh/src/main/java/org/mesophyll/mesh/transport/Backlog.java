package org.mesophyll.mesh.transport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The connections of a listener that nobody has accepted yet, bounded. */
public final class Backlog {
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Connection> waiting = new ArrayDeque<>(); // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * Makes an empty one.
     *
     * @param most how many connections may wait, at least 1
     */
    public Backlog(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a backlog holds at least 1 connection: " + most);
        }
        this.most = most;
    }

    /** Adds a connection; false if there is no room or the backlog is closed, and it is the caller's to refuse it. */
    public boolean offer(Connection connection) {
        lock.lock();
        try {
            if (closed || waiting.size() == most) {
                return false;
            }
            waiting.add(connection);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Does what {@link Listener#accept} promises. */
    public AcceptOutcome accept(Duration within) throws InterruptedException {
        long leftNanos = within.toNanos();
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                if (leftNanos <= 0) {
                    return new AcceptOutcome.TimedOut(within);
                }
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return closed ? new AcceptOutcome.Closed() : new AcceptOutcome.Accepted(waiting.remove());
        } finally {
            lock.unlock();
        }
    }

    /** Cuts the connections that wait and ends every waiting {@link #accept}. */
    public void close() {
        takeAll().forEach(Connection::abort);
    }

    private List<Connection> takeAll() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            List<Connection> all = List.copyOf(waiting);
            waiting.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }
}
