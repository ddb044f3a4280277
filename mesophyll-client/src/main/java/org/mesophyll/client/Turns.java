package org.mesophyll.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.SerialTurn;

/**
 * Lets so many pieces of work be under way at once and no more; the others wait in line. How many wait is for the caller to
 * bound.
 */
final class Turns {
    private static final Guard STARTS =
            new Guard(System.getLogger(Turns.class.getName()), "a piece of work could not be started");

    private final SerialTurn starting = new SerialTurn(STARTS, this::startNext);
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger free;

    Turns(int most) {
        this.free = new AtomicInteger(most);
    }

    /** Starts a piece of work now or later, on any thread that takes or gives back; one that throws has no turn any more. */
    void take(Runnable start) {
        waiting.add(start);
        starting.ask();
    }

    /** Takes note that a piece of work that was started has ended. */
    void giveBack() {
        free.incrementAndGet();
        starting.ask();
    }

    /** Starts one after the other: a piece that ends within its start gives its turn back here, not deeper in the stack. */
    private void startNext() {
        while (!waiting.isEmpty() && takeFree()) {
            Runnable next = waiting.poll();
            if (next == null) {
                free.incrementAndGet(); // somebody else was quicker; what came meanwhile is looked at again
            } else if (!STARTS.run(next)) {
                free.incrementAndGet();
            }
        }
    }

    private boolean takeFree() {
        return free.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
}
