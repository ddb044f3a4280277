package org.mesophyll.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many pieces of work be under way at once and no more; the others wait in line. How many wait is for the caller to
 * bound.
 */
final class Turns {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger free;

    Turns(int most) {
        this.free = new AtomicInteger(most);
    }

    /** Starts a piece of work now or later, on this thread or on one that gives a turn back; it must not throw. */
    void take(Runnable start) {
        waiting.add(start);
        startNext();
    }

    /** Takes note that a piece of work that was started has ended. */
    void giveBack() {
        free.incrementAndGet();
        startNext();
    }

    private void startNext() {
        while (!waiting.isEmpty() && takeFree()) {
            Runnable next = waiting.poll();
            if (next == null) {
                free.incrementAndGet(); // somebody else was quicker; what came meanwhile is looked at again
            } else {
                next.run();
            }
        }
    }

    private boolean takeFree() {
        return free.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
}
