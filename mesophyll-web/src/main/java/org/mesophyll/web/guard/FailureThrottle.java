package org.mesophyll.web.guard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows those who guess tokens. Once an address has used up its free failures, each further one is answered later, and a
 * token from there is not compared at all while as many answers wait as may: it is refused whether it is right or wrong. So
 * an address learns no faster than its answers come. Memory is bounded by the settings. Safe for use by any number of
 * threads; starts none.
 *
 * <p>Two exceptions keep those who know a token from suffering for a neighbour who guesses, such as behind the same proxy:
 * a token that was right from this address before is always compared, and one that is right passes at once, in one of the
 * places that wrong ones leave free.
 */
public final class FailureThrottle {
    private static final int MOST_DOUBLINGS = 30;

    private final ThrottleSettings settings;
    private final LongSupplier nanoClock;
    private final Map<String, Offender> offenders = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private final KnownProofs known;
    private volatile boolean anyFailed; // spares those who make no mistakes the lock
    private int delayed; // guarded by this: attempts of addresses in penalty, until they are answered

    /**
     * Starts without a memory.
     *
     * @param nanoClock elapsed time in nanoseconds, as of {@link System#nanoTime()}
     */
    public FailureThrottle(ThrottleSettings settings, LongSupplier nanoClock) {
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.known = new KnownProofs(settings.addresses());
    }

    /**
     * Asks whether a proof may be compared.
     *
     * @param address where it came from, see {@link RemoteAddress}
     * @param proof what was shown, with what it is shown for
     * @return the attempt, which must be told how it ended; empty if the proof must be refused without a look
     */
    public Optional<Attempt> begin(String address, String proof) {
        if (!anyFailed || !isInPenalty(address)) {
            return Optional.of(new Attempt(address, proof, false));
        }
        boolean knows = known.contains(address, proof);
        return knows || takePlace(address) ? Optional.of(new Attempt(address, proof, !knows)) : Optional.empty();
    }

    /** Returns when one who was refused without a look should come again. */
    public Duration retryAfter() {
        return settings.longestDelay();
    }

    private synchronized boolean isInPenalty(String address) {
        Offender offender = offenders.get(address);
        return offender != null
                && offender.failures(nanoClock.getAsLong(), settings.forgetAfter()) >= settings.freeFailures();
    }

    private synchronized boolean takePlace(String address) {
        Offender offender = offenderAt(address);
        if (offender.delayed >= settings.delayedPerAddress() || delayed >= settings.delayed()) {
            return false;
        }
        offender.delayed++;
        delayed++;
        return true;
    }

    private synchronized void leavePlace(String address) {
        delayed--;
        @Nullable Offender offender = offenders.get(address);
        if (offender != null && offender.delayed > 0) {
            offender.delayed--;
        }
    }

    /** Counts a failure; one that is to be delayed takes a place, in which its address may exceed the limit for a moment. */
    private synchronized Penalty recordFailure(String address, boolean hasPlace) {
        Offender offender = offenderAt(address);
        Duration delay = delayOf(offender.countFailure(nanoClock.getAsLong(), settings.forgetAfter()));
        if (delay.isZero()) {
            return new Penalty.AnswerNow();
        }
        if (!hasPlace) {
            offender.delayed++;
            delayed++;
        }
        return new Penalty.AnswerAfter(delay);
    }

    /** One comparison of a proof. Confined to the request that makes it, except for its end. */
    public final class Attempt {
        private final String address;
        private final String proof;
        private boolean hasPlace;

        private Attempt(String address, String proof, boolean hasPlace) {
            this.address = address;
            this.proof = proof;
            this.hasPlace = hasPlace;
        }

        /** Compares the proof; if that cannot be done, such as without a database, its place is free again. */
        public <T> T compare(Supplier<T> comparison) {
            try {
                return comparison.get();
            } catch (RuntimeException | Error e) {
                answered();
                throw e;
            }
        }

        /** Says that the proof was right. */
        public void succeeded() {
            known.add(address, proof);
            answered();
        }

        /** Says that the proof was wrong, and returns when to answer. */
        public Penalty failed() {
            known.remove(address, proof);
            Penalty penalty = recordFailure(address, hasPlace);
            if (penalty instanceof Penalty.AnswerNow) {
                answered();
            } else {
                hasPlace = true;
            }
            return penalty;
        }

        /** Says that the answer waits no more; once for each {@link Penalty.AnswerAfter}. */
        public void answered() {
            if (hasPlace) {
                hasPlace = false;
                leavePlace(address);
            }
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
        anyFailed = true;
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

        private int failures(long nowNanos, Duration forgetAfter) {
            boolean forgotten = failures > 0 && nowNanos - lastFailureNanos > forgetAfter.toNanos();
            return forgotten ? 0 : failures;
        }

        private int countFailure(long nowNanos, Duration forgetAfter) {
            failures = Math.min(failures(nowNanos, forgetAfter), Integer.MAX_VALUE - 1) + 1;
            lastFailureNanos = nowNanos;
            return failures;
        }
    }
}
