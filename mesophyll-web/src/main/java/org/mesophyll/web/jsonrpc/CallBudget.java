package org.mesophyll.web.jsonrpc;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many calls somebody may have under way, and make in a second; for any number of threads. */
final class CallBudget {
    private final int mostUnderWay;
    private final int perSecond;
    private final LongSupplier nanoClock;
    private final long nanosPerCall;
    private int underWay; // guarded by this, like the next
    private long spentUntilNanos; // the calls made so far would be paid for at this time

    CallBudget(int mostUnderWay, int perSecond, LongSupplier nanoClock) {
        this.mostUnderWay = mostUnderWay;
        this.perSecond = perSecond;
        this.nanoClock = nanoClock;
        this.nanosPerCall = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.spentUntilNanos = nanoClock.getAsLong();
    }

    /** Takes note that a call begins, or returns why it must not. */
    synchronized Optional<String> begin() {
        if (underWay >= mostUnderWay) {
            return Optional.of(mostUnderWay + " calls are under way, as many as may");
        }
        long now = nanoClock.getAsLong();
        long spent = Math.max(0, spentUntilNanos - now);
        if (spent + nanosPerCall > TimeUnit.SECONDS.toNanos(1)) {
            return Optional.of("more than " + perSecond + " calls a second");
        }
        spentUntilNanos = now + spent + nanosPerCall;
        underWay++;
        return Optional.empty();
    }

    /** Takes note that a call has ended. */
    synchronized void end() {
        underWay--;
    }

    synchronized int underWay() {
        return underWay;
    }
}
