package org.mesophyll.mesh.work;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A {@link Ticker} with a thread of its own, for whoever has none: started with it, and ended by {@link #close}. */
public final class Clockwork implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Clockwork.class.getName());
    private static final long END_SECONDS = 5;

    private final Ticker ticker = new Ticker(failure -> LOG.log(Level.ERROR, "a tick has failed", failure));
    private final ScheduledExecutorService thread;

    private Clockwork(String name) {
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread daemon = new Thread(work, name);
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /**
     * Starts one.
     *
     * @param name the thread's
     * @param interval how often it ticks, more than zero; deadlines are noticed up to that much late
     */
    public static Clockwork start(String name, Duration interval) {
        Clockwork clockwork = new Clockwork(name);
        long nanos = interval.toNanos();
        var unused =
                clockwork.thread.scheduleAtFixedRate(clockwork.ticker::tickAll, nanos, nanos, TimeUnit.NANOSECONDS);
        return clockwork;
    }

    /** Returns what is ticked. */
    public Ticker ticker() {
        return ticker;
    }

    /** Ticks no more; waits a moment for the tick that is under way. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "a tick is still under way after {0} s", END_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
