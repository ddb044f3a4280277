package org.mesophyll.bench.compare;

import java.time.Duration;

/**
 * How long everything takes.
 *
 * @param rounds how often each trial of each contender is measured, at least 1
 * @param warmup how long each contender runs under each trial before the first round, unmeasured; may be zero
 * @param leadIn how long a contender runs before each measurement, unmeasured; may be zero
 * @param measured how long it is measured, more than zero
 */
record Pace(int rounds, Duration warmup, Duration leadIn, Duration measured) {

    Pace {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds is " + rounds + ", the least is 1");
        }
    }
}
