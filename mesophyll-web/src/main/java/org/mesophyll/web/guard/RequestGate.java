package org.mesophyll.web.guard;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Runs at most some requests at once; the others wait in the order in which they came.
 *
 * <p>Payara starts a thread for each asynchronous dispatch, as many as there are. Whatever waits here holds reserved bytes
 * of a {@link ByteBudget}, which bounds the queue.
 */
final class RequestGate {
    private final int maxRunning;
    private final AtomicInteger running = new AtomicInteger();
    private final Queue<BooleanSupplier> waiting = new ConcurrentLinkedQueue<>();

    RequestGate(int maxRunning) {
        this.maxRunning = maxRunning;
    }

    /**
     * Starts a request now or when another has ended.
     *
     * @param start must not throw; returns whether the request runs, and {@link #ended} follows
     */
    void enter(BooleanSupplier start) {
        waiting.add(start);
        startWaiting();
    }

    /** Forgets a request that waits; without effect on one that was started. */
    void leave(BooleanSupplier start) {
        waiting.remove(start);
    }

    /** Gives the place of a request that was started to the next. */
    void ended() {
        running.decrementAndGet();
        startWaiting();
    }

    private void startWaiting() {
        while (!waiting.isEmpty() && takePlace()) {
            BooleanSupplier next = waiting.poll();
            if (next == null || !next.getAsBoolean()) {
                running.decrementAndGet(); // nothing runs for this place; look again
            }
        }
    }

    private boolean takePlace() {
        int now = running.get();
        while (now < maxRunning) {
            if (running.compareAndSet(now, now + 1)) {
                return true;
            }
            now = running.get();
        }
        return false;
    }
}
