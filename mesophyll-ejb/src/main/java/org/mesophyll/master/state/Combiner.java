package org.mesophyll.master.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who want the same kind of work at the same time have it done together. Work that comes alone is done at once; what comes
 * while as much as may be is under way gathers, and when some of that is done the thread that has waited longest does all that has
 * gathered. So the groups grow with the load, no timer is needed, and no thread of our own.
 *
 * <p>Safe for use by any number of threads. With one leader at a time, work is done in the order of its arrival, but for what a group
 * leaves.
 *
 * @param <W> one piece of work
 */
final class Combiner<W> {
    /**
     * What does the work.
     *
     * @param <W> one piece of it
     */
    interface Runner<W> {
        /** Returns how much memory a piece takes while it waits, in bytes, roughly. */
        int bytes(W work);

        /**
         * Does what can be done together.
         *
         * @return what has to be done alone; nothing of it has been done
         * @throws RuntimeException if nothing can be done now: then all of the group fails
         */
        List<W> together(List<W> group);

        /** Does one piece by itself. */
        void alone(W work);

        /** Says whether work changes something, so that it matters whether a piece that failed was done. */
        default boolean changesState() {
            return false;
        }
    }

    /**
     * How much may gather.
     *
     * @param mostWaiting how many pieces wait at most, at least 1
     * @param mostWaitingBytes how many bytes wait at most; one piece may always wait
     * @param mostTogether how many pieces are done together at most, at least 1; with 1 none waits for another
     * @param mostLeaders how many groups are under way at a time at most, at least 1
     * @param longestWaitNanos how long one waits for the others, more than 0
     */
    record Bounds(int mostWaiting, long mostWaitingBytes, int mostTogether, int mostLeaders, long longestWaitNanos) {}

    private enum Turn {
        /** Does the next group, its own work first. */
        LEAD,
        /** Was done by another thread. */
        DONE,
        /** Was not done, and has to be done alone. */
        ALONE,
        /** Waits no longer. */
        GIVEN_UP
    }

    private static final class Waiting<W> {
        private final W work;
        private final int bytes;
        private final List<Waiting<W>> group = new ArrayList<>(); // confined to its thread, if that leads
        private final CompletableFuture<Turn> turn = new CompletableFuture<>(); // completed once, by whoever is first

        private Waiting(W work, int bytes) {
            this.work = work;
            this.bytes = bytes;
        }
    }

    private final Runner<W> runner;
    private final Bounds bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Waiting<W>> queue = new ArrayDeque<>(); // guarded by lock
    private long queuedBytes; // guarded by lock
    private int leaders; // guarded by lock: how many lead or have been told to; while more may, nobody waits

    Combiner(Runner<W> runner, Bounds bounds) {
        this.runner = runner;
        this.bounds = bounds;
    }

    /**
     * Returns once the work has been done.
     *
     * @throws StateBusyException if too much waits already: it has not been done
     * @throws StateUnavailableException if the group that it was in failed, or it was not done in time
     */
    void run(W work) {
        if (bounds.mostTogether() == 1) {
            runner.alone(work);
            return;
        }
        Waiting<W> own = new Waiting<>(work, runner.bytes(work));
        Turn turn = enqueue(own) ? Turn.LEAD : await(own);
        switch (turn) {
            case LEAD -> lead(own);
            case ALONE -> runner.alone(work);
            case DONE -> {}
            case GIVEN_UP -> throw new IllegalStateException("who gives up does not come here");
        }
    }

    /** Returns how many pieces of work wait. */
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns true if it has to lead at once, and else lets it wait. */
    private boolean enqueue(Waiting<W> own) {
        lock.lock();
        try {
            if (leaders < bounds.mostLeaders()) {
                leaders++;
                return true;
            }
            boolean tooMany = queue.size() >= bounds.mostWaiting();
            boolean tooLarge = !queue.isEmpty() && queuedBytes + own.bytes > bounds.mostWaitingBytes();
            if (tooMany || tooLarge) {
                throw new StateBusyException(queue.size() + " requests of " + queuedBytes
                        + " bytes wait already, the limits are " + bounds.mostWaiting() + " and "
                        + bounds.mostWaitingBytes());
            }
            queue.add(own);
            queuedBytes += own.bytes;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Turn await(Waiting<W> own) {
        try {
            return own.turn.get(bounds.longestWaitNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failedWithGroup(e);
        } catch (TimeoutException e) {
            return giveUp(own, "it was not done in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return giveUp(own, "interrupted while waiting", e);
        }
    }

    /** Leaves the queue, unless the turn has come meanwhile: then that counts. */
    private Turn giveUp(Waiting<W> own, String reason, Exception cause) {
        if (own.turn.complete(Turn.GIVEN_UP)) {
            boolean isTaken = !remove(own);
            throw isTaken && runner.changesState()
                    ? StateUnavailableException.inDoubt(reason, cause)
                    : new StateUnavailableException(reason, cause);
        }
        try {
            return own.turn.join();
        } catch (CompletionException e) {
            throw failedWithGroup(e);
        }
    }

    private static StateUnavailableException failedWithGroup(Exception failure) {
        Throwable cause = failure.getCause();
        String message = "the requests that this one was done with failed";
        return cause instanceof StateUnavailableException unavailable && unavailable.mayHaveBeenDone()
                ? StateUnavailableException.inDoubt(message, cause)
                : new StateUnavailableException(message + "; nothing was changed", cause);
    }

    private void lead(Waiting<W> own) {
        List<W> left = List.of();
        Throwable failure = null;
        try {
            takeWith(own);
            if (own.group.size() == 1) {
                runner.alone(own.work);
            } else {
                left = runner.together(own.group.stream().map(each -> each.work).toList());
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally { // whatever has failed, or a leader would be counted for ever
            handOver();
            tell(own.group, left, failure);
        }
        if (left.contains(own.work)) {
            runner.alone(own.work);
        }
    }

    private void takeWith(Waiting<W> own) {
        own.group.add(own);
        lock.lock();
        try {
            while (!queue.isEmpty() && own.group.size() < bounds.mostTogether()) {
                Waiting<W> next = queue.element();
                if (!next.turn.isDone()) { // else it has given up
                    own.group.add(next);
                }
                dequeue(); // last: what cannot be added stays
            }
        } finally {
            lock.unlock();
        }
    }

    private static <W> void tell(List<Waiting<W>> group, List<W> left, @Nullable Throwable failure) {
        for (Waiting<W> each : group) {
            if (failure != null) {
                each.turn.completeExceptionally(failure);
            } else {
                each.turn.complete(left.contains(each.work) ? Turn.ALONE : Turn.DONE);
            }
        }
    }

    /** Lets whoever has waited longest lead, or nobody if nobody waits. */
    private void handOver() {
        Waiting<W> next = nextLeader();
        while (next != null && !next.turn.complete(Turn.LEAD)) { // it has given up
            next = nextLeader();
        }
    }

    private @Nullable Waiting<W> nextLeader() {
        lock.lock();
        try {
            if (queue.isEmpty()) {
                leaders--;
                return null;
            }
            return dequeue();
        } finally {
            lock.unlock();
        }
    }

    // called with the lock held
    private Waiting<W> dequeue() {
        Waiting<W> next = queue.remove();
        queuedBytes -= next.bytes;
        return next;
    }

    /** Takes work out of the queue; returns false if a leader has it already. */
    private boolean remove(Waiting<W> gone) {
        lock.lock();
        try {
            if (!queue.remove(gone)) {
                return false;
            }
            queuedBytes -= gone.bytes;
            return true;
        } finally {
            lock.unlock();
        }
    }
}
