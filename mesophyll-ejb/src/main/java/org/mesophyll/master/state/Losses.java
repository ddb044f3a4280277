package org.mesophyll.master.state;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.RareLog;

/** When a connection to the database was last found dead: others that were used before that may be dead too. Safe for any thread. */
final class Losses {
    private static final System.Logger LOG = System.getLogger(Losses.class.getName());

    private final LongSupplier nanoClock;
    private final RareLog rareLog;
    private final AtomicReference<@Nullable Long> lastNanos = new AtomicReference<>(); // null until there was one

    Losses(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.rareLog = new RareLog(LOG, nanoClock);
    }

    /** Takes note that a connection is dead. */
    void found() {
        lastNanos.set(nanoClock.getAsLong());
        rareLog.warn(() -> "the database has cut a connection, which is made anew");
    }

    /** Says whether one was found dead at a time of the clock or after it. */
    boolean since(long nanos) {
        Long last = lastNanos.get();
        return last != null && last - nanos >= 0;
    }
}
