package org.mesophyll.client;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mesophyll.client.WorkerStatus.State;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.protocol.WorkerId;

/** Where a worker's connection stands and why, and who waits for it or hears of it. */
final class WorkerCondition {
    private static final System.Logger LOG = System.getLogger(WorkerClient.class.getName());

    private final WorkerId worker;
    private final WorkerListener listener;
    private final Guard listening;
    private final Object lock = new Object();
    private State state = State.CONNECTING; // guarded by lock, like all below
    private String trouble = "";
    private String loggedTrouble = "";
    private long connections;
    private boolean greeted;

    WorkerCondition(WorkerId worker, WorkerListener listener) {
        this.worker = worker;
        this.listener = listener;
        this.listening = new Guard(LOG, "the listener of worker " + worker + " failed");
    }

    /** Says whether another connection may be made, and takes note that it is. */
    boolean mayConnect() {
        return advance(State.CONNECTING);
    }

    /** Waits before the next try; returns early when the client is being closed. */
    void waitForNextTry(Duration backOff) throws InterruptedException {
        long deadline = System.nanoTime() + backOff.toNanos();
        advance(State.WAITING);
        synchronized (lock) {
            long leftNanos = deadline - System.nanoTime();
            while (leftNanos > 0 && state == State.WAITING) {
                TimeUnit.NANOSECONDS.timedWait(lock, leftNanos);
                leftNanos = deadline - System.nanoTime();
            }
        }
    }

    /** Takes note that the client is being closed, and says whether this was the first call. */
    boolean startClosing() {
        return advance(State.CLOSING);
    }

    void closed() {
        advance(State.CLOSED);
    }

    /** Takes note that the master has greeted. */
    void greeted(Duration heartbeatInterval) {
        synchronized (lock) {
            greeted = true;
            connections++;
            trouble = "";
            loggedTrouble = "";
        }
        advance(State.CONNECTED);
        LOG.log(Level.INFO, "worker {0} is connected, a heartbeat every {1}", worker, heartbeatInterval);
        tell(() -> listener.onConnected(heartbeatInterval));
    }

    /** Says whether the present or last connection was greeted. */
    boolean wasGreeted() {
        synchronized (lock) {
            return greeted;
        }
    }

    /** Takes note of why there is no connection; the log hears of each reason once. */
    void failed(String reason) {
        boolean wasConnected;
        boolean changed;
        synchronized (lock) {
            boolean closing = state.compareTo(State.CLOSING) >= 0;
            wasConnected = greeted;
            greeted = false;
            changed = !closing && !reason.equals(loggedTrouble);
            trouble = closing ? "" : reason;
            loggedTrouble = reason;
        }
        if (changed) {
            LOG.log(Level.WARNING, "worker {0} is not connected: {1}", worker, reason);
        }
        if (wasConnected) {
            tell(() -> listener.onDisconnected(reason));
        }
    }

    State state() {
        synchronized (lock) {
            return state;
        }
    }

    Optional<String> trouble() {
        synchronized (lock) {
            return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
        }
    }

    long connections() {
        synchronized (lock) {
            return connections;
        }
    }

    boolean awaitConnected(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        synchronized (lock) {
            while (state != State.CONNECTED) {
                long leftNanos = deadline - System.nanoTime();
                if (leftNanos <= 0 || state.compareTo(State.CLOSING) >= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, leftNanos);
            }
            return true;
        }
    }

    /** Moves to a state, and says whether it did: from closing there is no way back. */
    private boolean advance(State to) {
        synchronized (lock) {
            boolean closing = state.compareTo(State.CLOSING) >= 0;
            if (closing && to.compareTo(state) <= 0) {
                return false;
            }
            state = to;
            lock.notifyAll();
            return true;
        }
    }

    /** Calls the listener outside of the lock; what it throws must not end the connection. */
    private void tell(Runnable call) {
        listening.run(call);
    }
}
