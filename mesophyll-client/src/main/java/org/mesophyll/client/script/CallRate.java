package org.mesophyll.client.script;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Bounds how often something is done in a second. For one thread at a time. */
final class CallRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final LongSupplier nanoClock;
    private long secondBeganNanos; // confined to the tenant's turn, like the next
    private int done;

    CallRate(int perSecond, LongSupplier nanoClock) {
        this.perSecond = perSecond;
        this.nanoClock = nanoClock;
        this.secondBeganNanos = nanoClock.getAsLong();
    }

    /** Counts one, or refuses it. */
    void count() throws HostRefusal {
        long now = nanoClock.getAsLong();
        if (now - secondBeganNanos >= SECOND) {
            secondBeganNanos = now;
            done = 0;
        }
        if (done == perSecond) {
            throw new HostRefusal("the host was called too often: the limit is " + perSecond + " a second");
        }
        done++;
    }
}
