package org.mesophyll.mesh.work;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link Ticker} with a thread of its own, for whoever has none: started with it, and ended by {@link #close}. */
public final class Clockwork implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Clockwork.class.getName());
    private static final long END_SECONDS = 5;

    private final Guard guard = new Guard(LOG, "a tick failed");
    private final Ticker ticker = new Ticker(guard::report);
    private volatile @Nullable Thread ticking; // written by the thread itself
    private final ScheduledExecutorService thread;

    private Clockwork(String name) {
        this.thread = Executors.newSingleThreadScheduledExecutor(NamedThreads.single(name, Clockwork.class));
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
        var unused = clockwork.thread.scheduleAtFixedRate(clockwork::tick, nanos, nanos, TimeUnit.NANOSECONDS);
        return clockwork;
    }

    /** Returns what is ticked. */
    public Ticker ticker() {
        return ticker;
    }

    private void tick() {
        ticking = Thread.currentThread();
        guard.run(ticker::tickAll);
    }

    /** Ticks no more; waits a moment for the tick that is under way, unless that is what calls this. */
    @Override
    public void close() {
        thread.shutdownNow();
        if (Thread.currentThread().equals(ticking)) {
            return;
        }
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "a tick is still under way after {0} s", END_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
