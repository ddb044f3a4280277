package org.mesophyll.master;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.protocol.WorkerId;

/**
 * Lets callers wait for a worker that is not connected, as many as a bound allows.
 *
 * <p>All methods may be called from any thread, and none blocks. What is attached to a wait runs on the threads that run what is
 * attached to requests.
 */
public final class WorkerArrivals {
    private final ConnectionRegistry registry;
    private final Completions completions;
    private final LongSupplier nanoClock;
    private final int mostWaiting;
    private final Semaphore places;
    private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed; // written once

    /** How a wait ended. */
    public enum Arrival {
        /** The worker is connected, or was a moment ago. */
        CONNECTED,
        /** It was not within the time. */
        TOO_LATE,
        /** The wait never began, for too many wait already. */
        TOO_MANY,
        /** The caller, or the end of the master, ended it. */
        CANCELLED
    }

    WorkerArrivals(ConnectionRegistry registry, Completions completions, int mostWaiting, LongSupplier nanoClock) {
        this.registry = registry;
        this.completions = completions;
        this.nanoClock = nanoClock;
        this.mostWaiting = mostWaiting;
        this.places = new Semaphore(mostWaiting);
    }

    /** Waits until a worker is connected. */
    public Wait await(WorkerId worker, Duration atMost) {
        Wait wait = new Wait(worker, nanoClock.getAsLong() + atMost.toNanos());
        if (!places.tryAcquire()) {
            wait.arrival.complete(Arrival.TOO_MANY);
            return wait;
        }
        if (!completions.reserve()) {
            places.release();
            wait.arrival.complete(Arrival.TOO_MANY);
            return wait;
        }
        try {
            waiting.add(wait);
        } catch (Error e) { // no memory: it does not wait, so it must hold no place
            places.release();
            completions.giveBack();
            throw e;
        }
        if (registry.find(worker).isPresent()) { // it may have come before it was waited for
            wait.end(Arrival.CONNECTED);
        }
        if (closed) { // nobody looks at its deadline any more
            wait.end(Arrival.CANCELLED);
        }
        return wait;
    }

    /** Says how many may wait at once. */
    public String bound() {
        return mostWaiting + " requests wait for workers to connect, as many as may";
    }

    /** Returns how many wait. */
    public int size() {
        return waiting.size();
    }

    void onConnected(WorkerId worker) {
        waiting.forEach(wait -> {
            if (wait.worker.equals(worker)) {
                wait.end(Arrival.CONNECTED);
            }
        });
    }

    /** Ends the waits whose time is over. */
    void tick() {
        long now = nanoClock.getAsLong();
        waiting.forEach(wait -> {
            if (now - wait.untilNanos >= 0) {
                wait.end(Arrival.TOO_LATE);
            }
        });
    }

    void close() {
        closed = true; // before the look: who comes after it sees this
        waiting.forEach(wait -> wait.end(Arrival.CANCELLED));
    }

    /** One caller's wait. */
    public final class Wait {
        private final WorkerId worker;
        private final long untilNanos;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final CompletableFuture<Arrival> arrival = new CompletableFuture<>();

        private Wait(WorkerId worker, long untilNanos) {
            this.worker = worker;
            this.untilNanos = untilNanos;
        }

        /** Returns how it ends; completes exactly once, always with a value. */
        public CompletionStage<Arrival> arrival() {
            return arrival.minimalCompletionStage();
        }

        /** Ends it, unless it has ended. */
        public void cancel() {
            end(Arrival.CANCELLED);
        }

        private void end(Arrival how) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            if (waiting.remove(this)) {
                places.release();
                completions.run(() -> arrival.complete(how));
            }
        }
    }
}
