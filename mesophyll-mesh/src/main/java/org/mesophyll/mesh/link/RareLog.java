package org.mesophyll.mesh.link;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Logs one kind of trouble, at most one line in ten seconds, which says how many came since the last. */
public final class RareLog {
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final System.Logger log;
    private final LongSupplier nanoClock;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong nextNanos;

    /** Makes one that has counted nothing. */
    public RareLog(System.Logger log, LongSupplier nanoClock) {
        this.log = log;
        this.nanoClock = nanoClock;
        this.nextNanos = new AtomicLong(nanoClock.getAsLong());
    }

    /** Counts, and logs if it is time. */
    public void warn(Supplier<String> message) {
        long total = count.incrementAndGet();
        long now = nanoClock.getAsLong();
        long next = nextNanos.get();
        if (now - next >= 0 && nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
            log.log(Level.WARNING, () -> message.get() + " (" + total + " so far)");
        }
    }

    /** Returns how often it came. */
    public long count() {
        return count.get();
    }
}
