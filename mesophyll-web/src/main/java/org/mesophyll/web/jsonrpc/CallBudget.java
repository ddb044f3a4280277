package org.mesophyll.web.jsonrpc;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many calls somebody may have under way, and make in a second; for any number of threads. */
final class CallBudget {
    private final int mostUnderWay;
    private final int perSecond;
    private final Rate rate;
    private int underWay; // guarded by this

    CallBudget(int mostUnderWay, int perSecond, LongSupplier nanoClock) {
        this.mostUnderWay = mostUnderWay;
        this.perSecond = perSecond;
        this.rate = new Rate(perSecond, TimeUnit.SECONDS.toNanos(1) / perSecond, nanoClock);
    }

    /** Takes note that a call begins, or returns why it must not. */
    synchronized Optional<String> begin() {
        if (underWay >= mostUnderWay) {
            return Optional.of(mostUnderWay + " calls are under way, as many as may");
        }
        if (!rate.take()) {
            return Optional.of("more than " + perSecond + " calls a second");
        }
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
