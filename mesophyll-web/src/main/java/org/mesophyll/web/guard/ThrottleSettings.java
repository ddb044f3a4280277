package org.mesophyll.web.guard;

import java.time.Duration;

/**
 * How failures to authenticate are slowed.
 *
 * @param freeFailures how many failures in a row an address has before its answers are delayed, at least 0
 * @param firstDelay the first delay; every further failure doubles it
 * @param longestDelay the longest delay, at least the first
 * @param forgetAfter after how long without a failure an address starts anew
 * @param addresses how many addresses are remembered, at least 1; the one that was quiet longest is dropped
 * @param delayedPerAddress how many answers to one address wait at once, at least 1
 * @param delayed how many answers wait at once in all, at least 1
 */
public record ThrottleSettings(
        int freeFailures,
        Duration firstDelay,
        Duration longestDelay,
        Duration forgetAfter,
        int addresses,
        int delayedPerAddress,
        int delayed) {
    private static final Duration MOST = Duration.ofHours(1); // ahead of the default, which is checked against it

    /** Five free failures, then 0.2 s doubling to 5 s; forgotten after a minute. */
    public static final ThrottleSettings DEFAULT = new ThrottleSettings(
            5, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofMinutes(1), 10_000, 64, 1_024);

    public ThrottleSettings {
        atLeast("free failures", freeFailures, 0);
        atLeast("remembered addresses", addresses, 1);
        atLeast("delayed answers per address", delayedPerAddress, 1);
        atLeast("delayed answers", delayed, 1);
        positive("first delay", firstDelay);
        positive("longest delay", longestDelay);
        positive("time until a failure is forgotten", forgetAfter);
        if (longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "the longest delay is " + longestDelay + ", at least the first is needed: " + firstDelay);
        }
    }

    private static void atLeast(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("the number of " + what + " must be at least " + least + ": " + value);
        }
    }

    private static void positive(String what, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("the " + what + " must be above 0 and at most " + MOST + ": " + value);
        }
    }
}
