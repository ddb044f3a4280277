package org.mesophyll.mesh.work;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Logs one kind of trouble, at most one line in ten seconds, which says how many came so far. Safe for any thread. */
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

    /** Counts, and logs a warning if it is time. */
    public void warn(Supplier<String> message) {
        log(Level.WARNING, message, null);
    }

    /** Counts, and logs a warning with a stack trace if it is time. */
    public void warn(Supplier<String> message, Throwable failure) {
        log(Level.WARNING, message, failure);
    }

    /** Counts, and logs an error with a stack trace if it is time. */
    public void error(Supplier<String> message, Throwable failure) {
        log(Level.ERROR, message, failure);
    }

    /** Returns how often it came. */
    public long count() {
        return count.get();
    }

    private void log(Level level, Supplier<String> message, @Nullable Throwable failure) {
        long total = count.incrementAndGet();
        long now = nanoClock.getAsLong();
        long next = nextNanos.get();
        if (now - next >= 0 && nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
            Supplier<String> counted = () -> message.get() + " (" + total + " so far)";
            if (failure == null) {
                log.log(level, counted);
            } else {
                log.log(level, counted, failure);
            }
        }
    }
}
