package org.mesophyll.master.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who write at the same time share one transaction. A write alone goes at once; those that come while it is under way
 * gather, and when it is done the thread that has waited longest runs one transaction for all of them. So the groups grow with the
 * load, no timer is needed, and no thread of our own.
 *
 * <p>Safe for use by any number of threads. Writes are done in the order of their arrival, but for those that a group cannot share.
 */
final class WriteGroup {
    /** What runs a group. */
    interface Runner {
        /**
         * Does what can be done together, in one transaction.
         *
         * @return those that have to be done alone; nothing of them has been done
         * @throws StateUnavailableException if nothing can be done now
         */
        List<KvWrite> together(List<KvWrite> writes);

        /** Does one write in a transaction of its own. */
        void alone(KvWrite write);
    }

    /**
     * How much may gather.
     *
     * @param mostWaiting how many writes wait at most, at least 1
     * @param mostWaitingBytes how many bytes wait at most; one write may always wait
     * @param mostTogether how many writes share a transaction at most, at least 1
     * @param longestWaitNanos how long one waits for the others, more than 0
     */
    record Bounds(int mostWaiting, long mostWaitingBytes, int mostTogether, long longestWaitNanos) {}

    private enum Turn {
        /** Runs the next group, its own write first. */
        LEAD,
        /** Was done by another thread. */
        DONE,
        /** Was not done, and has to be done alone. */
        ALONE,
        /** Waits no longer. */
        GIVEN_UP
    }

    private static final class Waiting {
        private final KvWrite write;
        private final CompletableFuture<Turn> turn = new CompletableFuture<>(); // completed once, by whoever is first

        private Waiting(KvWrite write) {
            this.write = write;
        }
    }

    private final Runner runner;
    private final Bounds bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>(); // guarded by lock
    private long queuedBytes; // guarded by lock
    private boolean led; // guarded by lock: whether a thread leads or has been told to; if none does nobody waits

    WriteGroup(Runner runner, Bounds bounds) {
        this.runner = runner;
        this.bounds = bounds;
    }

    /**
     * Returns once the write has been done.
     *
     * @throws StateBusyException if too many wait already: it has not been done
     * @throws StateUnavailableException if the database does not do it, or not in time
     */
    void write(KvWrite write) {
        if (bounds.mostTogether() == 1) {
            runner.alone(write);
            return;
        }
        Waiting own = new Waiting(write);
        boolean leads = enqueue(own);
        Turn turn = leads ? Turn.LEAD : await(own);
        switch (turn) {
            case LEAD -> lead(own);
            case ALONE -> runner.alone(write);
            case DONE -> {}
            case GIVEN_UP -> throw new IllegalStateException("who gives up does not come here");
        }
    }

    private boolean enqueue(Waiting own) {
        lock.lock();
        try {
            boolean tooMany = queue.size() >= bounds.mostWaiting();
            if (tooMany || (!queue.isEmpty() && queuedBytes + own.write.bytes() > bounds.mostWaitingBytes())) {
                throw new StateBusyException(
                        queue.size() + " writes of " + queuedBytes + " bytes wait already, the limits are "
                                + bounds.mostWaiting() + " and " + bounds.mostWaitingBytes());
            }
            queue.add(own);
            queuedBytes += own.write.bytes();
            boolean leads = !led;
            led = true;
            return leads;
        } finally {
            lock.unlock();
        }
    }

    private Turn await(Waiting own) {
        try {
            return own.turn.get(bounds.longestWaitNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new StateUnavailableException("the transaction that this write shared failed", e.getCause());
        } catch (TimeoutException e) {
            return giveUp(own, "the write was not done in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return giveUp(own, "interrupted while waiting to write", e);
        }
    }

    /** Leaves the queue, unless the turn has come meanwhile: then that counts. */
    private Turn giveUp(Waiting own, String reason, Exception cause) {
        if (own.turn.complete(Turn.GIVEN_UP)) {
            remove(own);
            throw new StateUnavailableException(reason, cause);
        }
        return own.turn.join();
    }

    private void lead(Waiting own) {
        List<Waiting> group = take();
        if (group.size() == 1) {
            leadAlone(own);
            return;
        }
        List<KvWrite> left = List.of();
        RuntimeException failure = new StateUnavailableException("it was broken off", null);
        try {
            left = runner.together(group.stream().map(each -> each.write).toList());
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            handOver();
            tell(group, left, failure);
        }
        if (left.contains(own.write)) {
            runner.alone(own.write);
        }
    }

    private void leadAlone(Waiting own) {
        try {
            runner.alone(own.write);
        } finally {
            handOver();
        }
    }

    private List<Waiting> take() {
        List<Waiting> group = new ArrayList<>();
        lock.lock();
        try {
            while (!queue.isEmpty() && group.size() < bounds.mostTogether()) {
                Waiting next = queue.remove();
                queuedBytes -= next.write.bytes();
                if (next.turn.getNow(Turn.LEAD) == Turn.LEAD) { // else it has given up
                    group.add(next);
                }
            }
        } finally {
            lock.unlock();
        }
        return group;
    }

    private static void tell(List<Waiting> group, List<KvWrite> left, @Nullable RuntimeException failure) {
        for (Waiting each : group) {
            if (failure != null) {
                each.turn.completeExceptionally(failure);
            } else {
                each.turn.complete(left.contains(each.write) ? Turn.ALONE : Turn.DONE);
            }
        }
    }

    /** Lets whoever has waited longest lead, or nobody if nobody waits. */
    private void handOver() {
        for (Waiting next = longestWaiting(); next != null; next = longestWaiting()) {
            if (next.turn.complete(Turn.LEAD)) {
                return;
            }
            remove(next);
        }
    }

    private @Nullable Waiting longestWaiting() {
        lock.lock();
        try {
            led = !queue.isEmpty();
            return queue.peek();
        } finally {
            lock.unlock();
        }
    }

    private void remove(Waiting gone) {
        lock.lock();
        try {
            if (queue.remove(gone)) {
                queuedBytes -= gone.write.bytes();
            }
        } finally {
            lock.unlock();
        }
    }
}
