package org.mesophyll.web.guard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows those who guess tokens: each failure of an address delays the answer to it for longer. Memory is bounded by the
 * settings. Safe for use by any number of threads; starts none.
 *
 * <p>Only failures are ever recorded, so a request with a good token is never slowed, whatever its neighbours do.
 */
public final class FailureThrottle {
    private static final int MOST_DOUBLINGS = 30;

    private final ThrottleSettings settings;
    private final LongSupplier nanoClock;
    private final Map<String, Offender> offenders = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private int delayed; // guarded by this

    /**
     * Starts without a memory.
     *
     * @param nanoClock elapsed time in nanoseconds, as of {@link System#nanoTime()}
     */
    public FailureThrottle(ThrottleSettings settings, LongSupplier nanoClock) {
        this.settings = settings;
        this.nanoClock = nanoClock;
    }

    /**
     * Counts a failure and says when to answer it.
     *
     * @param address where it came from, see {@link RemoteAddress}
     */
    public synchronized Penalty recordFailure(String address) {
        Offender offender = offenderAt(address);
        Duration delay = delayOf(offender.countFailure(nanoClock.getAsLong(), settings.forgetAfter()));
        if (delay.isZero()) {
            return new Penalty.AnswerNow();
        }
        if (offender.delayed >= settings.delayedPerAddress() || delayed >= settings.delayed()) {
            return new Penalty.RefuseAtOnce(settings.longestDelay());
        }
        offender.delayed++;
        delayed++;
        return new Penalty.AnswerAfter(delay);
    }

    /** Says that a delayed answer waits no more; called once for each {@link Penalty.AnswerAfter}. */
    public synchronized void release(String address) {
        delayed--;
        @Nullable Offender offender = offenders.get(address);
        if (offender != null && offender.delayed > 0) {
            offender.delayed--;
        }
    }

    /** Returns how many answers wait now. */
    public synchronized int delayedAnswers() {
        return delayed;
    }

    /** Returns how many addresses are remembered. */
    public synchronized int rememberedAddresses() {
        return offenders.size();
    }

    private Offender offenderAt(String address) {
        Offender offender = offenders.computeIfAbsent(address, unused -> new Offender());
        if (offenders.size() > settings.addresses()) {
            offenders.remove(offenders.keySet().iterator().next());
        }
        return offender;
    }

    private Duration delayOf(int failures) {
        int beyond = failures - settings.freeFailures();
        if (beyond <= 0) {
            return Duration.ZERO;
        }
        Duration delay = settings.firstDelay().multipliedBy(1L << Math.min(beyond - 1, MOST_DOUBLINGS));
        return delay.compareTo(settings.longestDelay()) < 0 ? delay : settings.longestDelay();
    }

    /** One address's record. */
    private static final class Offender {
        private int failures; // guarded by the throttle, like all here
        private long lastFailureNanos;
        private int delayed;

        private int countFailure(long nowNanos, Duration forgetAfter) {
            if (failures > 0 && nowNanos - lastFailureNanos > forgetAfter.toNanos()) {
                failures = 0;
            }
            lastFailureNanos = nowNanos;
            failures = Math.min(failures, Integer.MAX_VALUE - 1) + 1;
            return failures;
        }
    }
}
