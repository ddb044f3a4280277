package org.mesophyll.mesh.transport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where threads wait for the next message of a connection. Whoever brings one takes the lock only if somebody waits. */
final class Arrivals {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Waits until there is something, or there will be nothing more, or the time is over.
     *
     * @return null in the latter two cases
     */
    <T> @Nullable T await(Duration within, Supplier<@Nullable T> poll, BooleanSupplier isOver)
            throws InterruptedException {
        T there = poll.get();
        return there == null ? awaitLocked(within.toNanos(), poll, isOver) : there;
    }

    /** Wakes one of those who wait, if there are any; what they wait for is there already. */
    void wakeOne() {
        wake(Condition::signal);
    }

    /** Wakes all who wait. */
    void wakeAll() {
        wake(Condition::signalAll);
    }

    private <T> @Nullable T awaitLocked(long nanos, Supplier<@Nullable T> poll, BooleanSupplier isOver)
            throws InterruptedException {
        lock.lockInterruptibly();
        waiting.incrementAndGet(); // before the look: who brings something after the look sees this
        try {
            for (long left = nanos; true; left = came.awaitNanos(left)) {
                boolean last = isOver.getAsBoolean() || left <= 0; // before the look: nothing comes after the end
                T there = poll.get();
                if (there != null || last) {
                    return there;
                }
            }
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }

    private void wake(Consumer<Condition> how) {
        if (waiting.get() == 0) {
            return;
        }
        lock.lock();
        try {
            how.accept(came);
        } finally {
            lock.unlock();
        }
    }
}
