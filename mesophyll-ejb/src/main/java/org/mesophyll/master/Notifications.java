package org.mesophyll.master;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.HandlerThreads;
import org.mesophyll.mesh.work.Handoff;
import org.mesophyll.mesh.work.RareLog;

/** Tells observers of workers that come and go, one event after the other, on one thread. Safe for any thread. */
final class Notifications implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Notifications.class.getName());
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Semaphore places;
    private final HandlerThreads thread;
    private final Guard guard = new Guard(LOG, "an observer of workers that come and go failed");
    private final RareLog lost = new RareLog(LOG, System::nanoTime);

    /**
     * Starts no thread before there is something to tell.
     *
     * @param most how many events may wait
     */
    Notifications(int most, ThreadFactory threads) {
        this.places = new Semaphore(most);
        this.thread = new HandlerThreads(1, threads, System::nanoTime);
    }

    /** Has an event told after those before it. It is lost, and logged, if too many wait or the master stops. */
    void tell(Runnable observers) {
        if (!places.tryAcquire()) {
            lose();
            return;
        }
        Handoff.execute(
                thread,
                () -> {
                    try {
                        guard.run(observers);
                    } finally {
                        places.release();
                    }
                },
                refusal -> {
                    places.release();
                    lose();
                });
    }

    /** Starts the thread if it could not be started before; see {@link HandlerThreads#tick}. */
    void tick() {
        thread.tick();
    }

    /** Waits a few seconds for what waits to be told. */
    @Override
    public void close() {
        thread.stop(STOP_WITHIN).forEach(untold -> lose());
    }

    private void lose() {
        lost.warn(() -> "observers of workers that come and go are too slow, or the master stops: an event is lost");
    }
}
